"""A repair as people read it: what moves where, and what stays without a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from planner.clinic import Clinic
from planner.desk.repair.repair import BookRepair
from planner.documents.appointments import of_rows
from planner.http.page.told import place


@dataclass(frozen=True)
class ShownRepair:
    """`moves` are patient, place before and after; `rows` are what is to be held, as the API reads it."""

    words: str
    moves: Sequence[tuple[str, str, str]]
    left: Sequence[tuple[str, str, str]]
    rows: str

    @classmethod
    def of(cls, clinic: Clinic, repair: BookRepair) -> ShownRepair:
        before = {(row.key, row.service): row for row in repair.before}
        moves = []
        for row in sorted(repair.after, key=lambda row: row.start):
            (who, where), was = place(clinic, row), before.get((row.key, row.service))
            moves.append((who, place(clinic, was)[1] if was else "", where))
        left = [(*place(clinic, each.row), each.reason) for each in repair.left]
        words = repair.proof[:1].upper() + repair.proof[1:]
        return cls(words, moves, left, json.dumps(of_rows(clinic, repair.rows)) if repair.rows else "")
