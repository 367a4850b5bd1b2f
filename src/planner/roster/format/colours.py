"""One colour and one letter a service, the same in every workbook, page and picture of a clinic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.clinic import Clinic


@dataclass(frozen=True)
class Colour:
    """`fill` is light enough for black text, `line` is its strong form; both are #RRGGBB."""

    fill: str
    line: str


PALETTE = (
    Colour("#BBDDF2", "#0072B2"),
    Colour("#FBE0B3", "#E69F00"),
    Colour("#B2E2D5", "#009E73"),
    Colour("#F0D5E4", "#CC79A7"),
    Colour("#F6CEB2", "#D55E00"),
    Colour("#DDF0FB", "#56B4E9"),
    Colour("#FBF8C9", "#B8A800"),
    Colour("#DDDDDD", "#555555"),
)
"""Told apart by the colour-blind and in grey: strong forms after Okabe and Ito, "Color Universal Design" (2008), their
yellow darkened and their black made grey; more services than these begin again."""


def colours(clinic: Clinic) -> Mapping[str, Colour]:
    """The colour of each service, by its id, in the order of clinic.toml."""
    return {service: PALETTE[place % len(PALETTE)] for place, service in enumerate(clinic.services)}


def letters(clinic: Clinic) -> Mapping[str, str]:
    """The letter of each service, by its id, for those who cannot tell the colours apart; after Z come AA, AB …"""
    return {service: _letter(place) for place, service in enumerate(clinic.services)}


def _letter(place: int) -> str:
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
