"""What is measured, for how long, and how long all of it takes at most: every limit in one place, in seconds.

The clinics are those of `benchmarks.families`, by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MONTH, LOOK_AHEAD = "2026-12", 14
SIZES, LOADS = (1, 3, 5, 10, 20), (1.0, 0.6)
PLANNER, FRONT_DESK, PEERS = "planner", "front-desk", ("textbook", "pyjobshop", "timefold")

LIMITS = {1: (60, 10), 3: (40, 10), 5: (120, 15), 10: (90, 30), 20: (300, 120)}
"""The search's limit at full load by practitioners: patients who rest, sessions of one block. Half at 60 %."""
PEER_SIZES = (1, 5)
"""Where the peers run, at full load, for as long as planner."""
TENFOLD = {"01-resting-100": 15, "05-resting-100": 30}
"""Where the peers run ten times as long as planner, and planner's seconds."""
SHORT = {1: (15, 5), 3: (20, 5)}
"""The same as LIMITS, for `make bench`; full load alone, and all peers everywhere."""
NCD_LIMIT, NCD_ALL = 60, 720
"""For one instance, and what all of them are reckoned at: most end early."""
SPARE = {1: 3, 3: 5, 5: 8, 10: 15, 20: 40}
"""What a run is reckoned at beyond its limit, by practitioners: reading, building, writing and judging."""
PATIENCE = 8
"""How many times that, and a minute, a run may take before it is ended and counts as failed."""
MINUTES = 75
"""No run is begun that could end later than this after the start; the next start takes it up."""


@dataclass(frozen=True)
class Job:
    """One solver on one instance, for so many seconds of search."""

    instance: str
    solver: str
    seconds: float

    @property
    def ncd(self) -> bool:
        return self.instance.startswith("ncd/")

    @property
    def spare(self) -> float:
        """Seconds reckoned beyond the limit."""
        return SPARE[1] if self.ncd else SPARE[int(self.instance[:2])]

    @property
    def ended_after(self) -> float:
        """Seconds after which it is ended."""
        return self.seconds + 60 + PATIENCE * self.spare

    def __str__(self) -> str:
        return f"{self.instance}  {self.solver}  {self.seconds:g} s"


def clinic(size: int, resting: bool, load: float) -> str:
    """The name of a clinic of the families."""
    return f"{size:02}-{'resting' if resting else 'single'}-{round(100 * load)}"


def jobs(full: bool, peers: Sequence[str] = PEERS, ncd: Sequence[str] = ()) -> list[Job]:
    """All runs in their order, each once; `ncd` are the names of the instances at hand."""
    found = [*_families(full), *_peers(full, peers), *(Job(f"ncd/{name}", PLANNER, NCD_LIMIT) for name in ncd)]
    return list(dict.fromkeys([*found, *_tenfold(peers)] if full else found))


def _families(full: bool) -> Iterator[Job]:
    for size, limits in (LIMITS if full else SHORT).items():
        for resting, limit in zip((True, False), limits, strict=True):
            yield Job(clinic(size, resting, 1.0), FRONT_DESK, 0)
            for load in LOADS if full else LOADS[:1]:
                yield Job(clinic(size, resting, load), PLANNER, limit if load == 1.0 else limit / 2)


def _peers(full: bool, peers: Sequence[str]) -> Iterator[Job]:
    for size, limits in (LIMITS if full else SHORT).items():
        if size in PEER_SIZES or not full:
            for resting, limit in zip((True, False), limits, strict=True):
                yield from (Job(clinic(size, resting, 1.0), peer, limit) for peer in peers)


def _tenfold(peers: Sequence[str]) -> Iterator[Job]:
    for instance, limit in TENFOLD.items() if peers else ():
        yield Job(instance, PLANNER, limit)
        yield from (Job(instance, peer, 10 * limit) for peer in peers)


def upper_sum(plan: Sequence[Job]) -> float:
    """The seconds that all these runs are reckoned to take at most."""
    ncd = sum(job.seconds + job.spare for job in plan if job.ncd)
    return min(ncd, NCD_ALL) + sum(job.seconds + job.spare for job in plan if not job.ncd)
