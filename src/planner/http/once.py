"""What is not in the journal done once under its key: tokens and people made, jobs begun, secrets replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from planner.desk.idempotency import digest
from planner.desk.store.server import answers
from planner.desk.store.store import Store
from planner.documents.fields import Document
from planner.errors import KeyReused

REPLAYED = "Idempotency-Replayed"
"""The header of an answer that was given before."""


@dataclass(frozen=True)
class Once:
    """What a store remembers of these; who asked and for what is a key's alone."""

    store: Store
    clock: Callable[[], datetime]

    def answered(
        self, call: Mapping[str, Any], question: Sequence[str | BaseModel], do: Callable[[], Document], secret: str = ""
    ) -> tuple[Document, dict[str, str]]:
        """What a call answers, or has answered under its key before, as the headers say then.

        It is done in one transaction with the note of its key, so a refused one keeps none. A `secret` is told once:
        the note has no value of that name, and whoever has lost the first answer asks for another secret.
        Raises KeyReused where the key stands for another request.
        """
        key = call.get("key")
        if key is None:
            return do(), {}
        asked = [each.model_dump(mode="json") if isinstance(each, BaseModel) else each for each in question]
        request = digest("answers", *asked)
        with self.store.together(), self.store.beside() as connection:
            answers.begin(connection, self.store.database, key, request, self.clock())
            before, document = answers.under(connection, key)
            if before != request:
                raise KeyReused(f"the key {key!r} was used for another request; use a new one for each")
            if document is not None:
                return document, {REPLAYED: "true"}
            made = do()
            answers.write(connection, key, {**made, secret: None} if secret else made)
            return made, {}
