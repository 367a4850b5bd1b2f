"""What can go wrong, as exceptions that carry the fault, and what each is to a command line and over HTTP.

PlannerError
├── Nonsense            a fact that cannot be true, in one sentence
│   └── KeyReused       a caller's key that was used for another request
├── FaultyClinic        all faults of a clinic's tables at once, in `.faults`
├── UnknownName         a patient, plan, protocol … that the clinic does not have
├── NotInstalled        a part of planner that wants an extra package
├── Forbidden           an appointment that a rule forbids; `.violations` says which
├── Conflict            what is asked for does not fit what stands now; `.taken`, and `.offers` afresh
│   ├── PlaceTaken      a place that somebody else has booked or holds
│   ├── StaleVersion    the caller has seen an older version than there is now
│   └── HoldEnded       a hold that has ended, or was booked or given up
├── StoreFault          the store cannot be reached, read or written; nothing of the call was kept
├── ClusterFault        a cluster's scheduler or workers cannot be reached; what was finished is kept
└── BrokenRoster        a roster was found that breaks a rule: a bug in planner, never the user's

PlannerWarning          something in the tables that is allowed, yet hardly meant

`STATUSES`, at the end, has the exit status and the HTTP status of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from planner.faults import LONGEST, grouped, quoted
from planner.faults import Fault as Fault


class PlannerError(Exception):
    """Anything planner refuses, said in words a user can act on."""


class Nonsense(PlannerError, ValueError):
    """A fact that cannot be true; its text is one sentence."""


class KeyReused(Nonsense):
    """A caller's key that was used for another request; nothing was done."""


class FaultyClinic(PlannerError):
    """The tables hold faults; nothing was made of them. `.faults` has each, `.warnings` what else was seen.

    Its text says alike ones together.
    """

    def __init__(self, faults: Sequence[Fault], warnings: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        self.warnings = tuple(warnings)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{count}:", *(f"  {said}" for said in grouped(self.faults))]))


class UnknownName(PlannerError, LookupError):
    """A name the clinic does not have, with the nearest it has, or with a `mend` where they are too many to look at."""

    def __init__(self, kind: str, name: str, known: Iterable[str], mend: str = "") -> None:
        self.kind, self.name = kind, name
        super().__init__(f"no {kind} {quoted(name)}{did_you_mean(name, known)}" + (f"; {mend}" if mend else ""))


class NotInstalled(PlannerError, ImportError):
    """A part of planner needs a package that is not installed; its text says how to install it."""


class Forbidden(PlannerError):
    """Appointments that rules forbid; nothing was written. `.violations` has each rule's sentence."""

    def __init__(self, violations: Sequence[object]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(str(violation) for violation in self.violations))


class Conflict(PlannerError):
    """What was asked for was taken meanwhile, or what it is about has changed; nothing was written.

    `.taken` names what was taken; `.offers` asks for fresh ones when it is read, empty where nothing can be offered.
    """

    def __init__(self, message: str, taken: Iterable[str] = (), offers: Callable[[], Sequence[Any]] = tuple) -> None:
        self.taken = tuple(taken)
        self.ask = offers
        super().__init__(message)

    @cached_property
    def offers(self) -> Sequence[Any]:
        return self.ask()


class PlaceTaken(Conflict):
    """A place, or a session, that somebody else has booked or holds; nothing was written. `.taken` names it."""


class StaleVersion(Conflict):
    """What the call is about has changed since the caller has seen it; nothing was written."""


class HoldEnded(Conflict):
    """A hold that is over: its time has ended, or it was booked or given up; nothing was written."""


class StoreFault(PlannerError):
    """The store cannot be reached, read or written; nothing of the call was kept unless the text says otherwise."""


class ClusterFault(PlannerError):
    """A cluster's scheduler or workers cannot be reached, or were lost; what was finished is kept."""


class BrokenRoster(PlannerError):
    """A roster that planner found breaks a rule. This is a bug in planner; `.violations` says which rules."""

    def __init__(self, violations: Sequence[object]) -> None:
        self.violations = tuple(violations)
        listed = "\n".join(f"  {violation}" for violation in self.violations[:20])
        super().__init__(f"internal error: the roster found breaks {len(self.violations)} rule(s):\n{listed}")


class PlannerWarning(UserWarning):
    """Something in the tables that is allowed, yet hardly meant; its text says where."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A closing remark that names the nearest known name, else those there are, or some of many; empty for none."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6) if len(name) <= LONGEST else []  # it takes their product
    if near:
        return f"; did you mean {quoted(near[0])}?"
    if len(names) > 8:
        return f"; there are {len(names)}, such as {', '.join(map(_shortened, names[:3]))}"
    return f"; there are {', '.join(map(_shortened, names))}" if names else ""


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST else quoted(name)


# --- what each is to a command line and over HTTP ---------------------------------------------------------------------

REFUSED, FAULTY, INTERNAL, STOPPED = 1, 2, 3, 130
"""Exit statuses: a rule or another booking refuses; what was given is faulty; planner itself is wrong; Ctrl-C."""


@dataclass(frozen=True)
class Status:
    """What an exception is to a command line and over HTTP."""

    exit: int
    http: int


STATUSES: Mapping[type[Exception], Status] = {
    Nonsense: Status(FAULTY, 400),
    KeyReused: Status(FAULTY, 422),
    FaultyClinic: Status(FAULTY, 422),
    UnknownName: Status(FAULTY, 404),
    NotInstalled: Status(FAULTY, 500),
    Forbidden: Status(REFUSED, 422),
    Conflict: Status(REFUSED, 409),
    PlaceTaken: Status(REFUSED, 409),
    StaleVersion: Status(REFUSED, 412),
    HoldEnded: Status(REFUSED, 410),
    StoreFault: Status(FAULTY, 503),
    ClusterFault: Status(FAULTY, 503),
    BrokenRoster: Status(INTERNAL, 500),
    OSError: Status(FAULTY, 500),
}
"""Each exception that reaches a door; a subclass that is not here is as its parent is."""


def status_of(refused: BaseException) -> Status:
    """The statuses of an exception: those of the nearest of its classes that `STATUSES` has, else of a bug."""
    return next((STATUSES[each] for each in type(refused).__mro__ if each in STATUSES), Status(INTERNAL, 500))


def kind_of(refused: BaseException) -> str:
    """The branch of the tree that an exception is on, such as Conflict for a HoldEnded, or the name of Python's own."""
    classes = [each for each in type(refused).__mro__ if each.__module__ in (__name__, "builtins")]
    branches = [each for each in classes if PlannerError in each.__bases__]
    return (branches or classes)[0].__name__
