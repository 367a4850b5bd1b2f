"""Colours and letters of services."""

from __future__ import annotations

from dataclasses import replace

from planner.roster.format.colours import PALETTE, colours, letters
from tests.roster.worlds import TALK, clinic


def test_letters_go_on_after_z_and_colours_begin_again() -> None:
    many = clinic(services={str(n): replace(TALK, id=str(n)) for n in range(705)})
    found = list(letters(many).values())
    assert (found[0], found[25], found[26], found[701], found[702]) == ("A", "Z", "AA", "ZZ", "AAA")
    assert len(set(found)) == len(found)
    assert list(colours(many).values())[len(PALETTE)] == PALETTE[0]
