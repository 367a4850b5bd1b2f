"""What is measured, for how long, and how long all of it takes at most: every limit in one place, in seconds.

The clinics are those of `benchmarks.families` by name, and those of a folder that is given (`benchmarks.given`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
GIVEN_LIMITS = {2: 60, 5: 120}
"""The limit of a given clinic with up to so many practitioners,"""
GIVEN_MOST = 300
"""and that of a larger one."""
SEEDS = 3
"""planner's runs on a given clinic, each with a seed of its own."""
SPARE = {1: 3, 3: 5, 5: 8, 10: 15, 20: 40}
"""What a run is reckoned at beyond its limit, by practitioners: reading, building, writing and judging."""
PATIENCE = 8
"""How many times that, and a minute, a run may take before it is ended and counts as failed."""
MINUTES = 75
"""What families and NCD instances take at most."""


@dataclass(frozen=True)
class Job:
    """One solver on one instance with a seed, for so many seconds of search: a limit above, times `factor`."""

    instance: str
    solver: str
    seconds: float
    size: int = 1
    seed: int = 1
    factor: float = 1.0

    @property
    def ncd(self) -> bool:
        return self.instance.startswith("ncd/")

    @property
    def given(self) -> bool:
        return self.instance.startswith("given/")

    @property
    def spare(self) -> float:
        """Seconds reckoned beyond the limit."""
        return next((spare for size, spare in SPARE.items() if self.size <= size), SPARE[20])

    @property
    def ended_after(self) -> float:
        """Seconds after which it is ended."""
        return self.seconds + 60 + PATIENCE * self.spare

    def __str__(self) -> str:
        seed = f"  seed {self.seed}" if self.given and self.solver == PLANNER else ""
        return f"{self.instance}  {self.solver}  {self.seconds:g} s{seed}"


def clinic(size: int, resting: bool, load: float) -> str:
    """The name of a clinic of the families."""
    return f"{size:02}-{'resting' if resting else 'single'}-{round(100 * load)}"


def jobs(
    full: bool,
    peers: Sequence[str] = PEERS,
    ncd: Sequence[str] = (),
    given: Mapping[str, int] | None = None,
    seeds: int = SEEDS,
    factor: float = 1.0,
) -> list[Job]:
    """All runs in their order, each once; `ncd` are the names of the instances at hand, `given` those of clinics, with
    how many practitioners each has."""
    found = [*_families(full), *_peers(full, peers), *(Job(f"ncd/{name}", PLANNER, NCD_LIMIT) for name in ncd)]
    found += [*_tenfold(peers)] if full else []
    found += [*_given(given or {}, seeds), *_given_peers(given or {}, peers)]
    return list(dict.fromkeys(replace(job, seconds=job.seconds * factor, factor=factor) for job in found))


def trade(clinic: str) -> str:
    """The trade of a given clinic: its name up to the last hyphen, such as facial of facial-01."""
    return clinic.removeprefix("given/").rpartition("-")[0] or clinic.removeprefix("given/")


def _given(clinics: Mapping[str, int], seeds: int) -> Iterator[Job]:
    """One seed after another, so that a run that is broken off has measured every clinic before it repeats one."""
    for seed in range(1, seeds + 1):
        for name, size in sorted(clinics.items(), key=lambda each: (each[1], each[0])):
            yield Job(f"given/{name}", PLANNER, _given_limit(size), size, seed)


def _given_peers(clinics: Mapping[str, int], peers: Sequence[str]) -> Iterator[Job]:
    """The first clinic of each trade with one practitioner, and with two."""
    first: dict[tuple[str, int], str] = {}
    for name, size in sorted(clinics.items()):
        first.setdefault((trade(name), size), name)
    for (_, size), name in first.items():
        if size <= 2:
            yield from (Job(f"given/{name}", peer, _given_limit(size), size) for peer in peers)


def _given_limit(size: int) -> float:
    return next((limit for most, limit in GIVEN_LIMITS.items() if size <= most), GIVEN_MOST)


def _families(full: bool) -> Iterator[Job]:
    for size, limits in (LIMITS if full else SHORT).items():
        for resting, limit in zip((True, False), limits, strict=True):
            yield Job(clinic(size, resting, 1.0), FRONT_DESK, 0, size)
            for load in LOADS if full else LOADS[:1]:
                yield Job(clinic(size, resting, load), PLANNER, limit if load == 1.0 else limit / 2, size)


def _peers(full: bool, peers: Sequence[str]) -> Iterator[Job]:
    for size, limits in (LIMITS if full else SHORT).items():
        if size in PEER_SIZES or not full:
            for resting, limit in zip((True, False), limits, strict=True):
                yield from (Job(clinic(size, resting, 1.0), peer, limit, size) for peer in peers)


def _tenfold(peers: Sequence[str]) -> Iterator[Job]:
    for instance, limit in TENFOLD.items() if peers else ():
        size = int(instance[:2])
        yield Job(instance, PLANNER, limit, size)
        yield from (Job(instance, peer, 10 * limit, size) for peer in peers)


def upper_sum(plan: Sequence[Job]) -> float:
    """The seconds that all these runs are reckoned to take at most."""
    ncd = sum(job.seconds + job.spare for job in plan if job.ncd)
    return min(ncd, NCD_ALL) + sum(job.seconds + job.spare for job in plan if not job.ncd)
