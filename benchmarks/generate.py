"""Random clinics as clinic folders, the same ones for the same seed.

    python -m benchmarks.generate --practitioners 3 --load 0.8 --seed 7 --out DIR

`--no-resting` keeps the practitioner with the patient through every step; `--no-variety` gives the plain family
(one treatment, weekly courses and maintenance), made for measuring; otherwise the folder uses whatever the contract
allows. `--month` is the month the roster is meant for; the appointment book reaches up to it.

**Load.** Three things are scarce, each counted in minutes of the month: practitioners' time on shift (for every set of
qualifications some service asks for, those who hold it), room time (for every set of features; at any moment no more
rooms count than two for each practitioner on shift), and each equipment while anyone is on shift. A session takes its
attended minutes of a practitioner, and of a room its length and reset, rounded up to the grid on which the next session
may start. Absences, holidays and licences are taken off; a tenth of everything is written off, since whole sessions
never fill a shift. Plans are added until the sessions whose ideal day lies in the month ask for `load` times what there
is of practitioners or rooms; a plan that would ask for more than `load` of anything is passed over. So 1.0 is about
what fits, and a larger load does not fit.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from benchmarks.diary import Diary, Hand, Hours, Slot, attended, clock, days_around, length
from benchmarks.menu import Menu, plain_menu, toml_text, varied_menu
from planner.clinic import Clearance, Event, Policy, default_policy

Row = dict[str, str]
Tables = dict[str, list[Row]]

COLUMNS = {
    "practitioners": ["practitioner", "name", "qualifications", "licensed_until", "max_sessions_per_day"],
    "shifts": ["practitioner", "weekday", "start", "end", "from", "until"],
    "absences": ["practitioner", "start", "end", "reason"],
    "closures": ["what", "start", "end", "reason"],
    "rooms": ["room", "name", "features"],
    "equipment": ["equipment", "name", "units"],
    "patients": ["patient", "name", "preferred_practitioner", "prefers"],
    "times": ["patient", "weekday", "start", "end", "from", "until"],
    "plans": ["plan", "patient", "protocol", "start", "priority", "sessions", "practitioner", "finish_by"],
    "events": ["patient", "kind", "on", "until", "note"],
    "clearances": ["patient", "kind", "by", "on", "until"],
    "appointments": ["appointment", "plan", "number", "phase", "practitioner", "room", "start", "status", "fixed"],
}
TREES = "Ash Birch Cedar Elm Fir Hazel Juniper Larch Maple Oak Pine Poplar Rowan Spruce Willow Yew Alder Aspen Beech"
BIRDS = "Wren Robin Finch Heron Plover Siskin Dunnock Lark Swift Martin Curlew Teal Crane Osprey Merlin Pipit"
PLACES = [
    ("America/Edmonton", "CA-AB"),
    ("Europe/Berlin", "DE-BE"),
    ("Europe/London", "GB-ENG"),
    ("America/New_York", "US-NY"),
    ("Australia/Sydney", "AU-NSW"),
    ("Asia/Kolkata", ""),
]
DAYS = ([(540, 780), (840, 1080)], [(480, 720), (750, 990)], [(600, 840), (900, 1140)], [(720, 1200)], [(540, 840)])
WASTE = 0.9
DAY = timedelta(days=1)


def clinic_tables(
    practitioners: int,
    load: float,
    seed: int,
    resting: bool = True,
    month: str = "2026-12",
    variety: bool = True,
) -> tuple[Tables, str]:
    """The tables of a random clinic by name, and the text of its clinic.toml."""
    rng = random.Random(f"{practitioners} {load} {seed} {resting} {month} {variety}")
    return _Making(rng, practitioners, load, resting, date.fromisoformat(f"{month}-01"), variety).run()


def write(folder: Path | str, tables: Tables, toml: str) -> None:
    """Write a clinic folder; tables without rows are left out where the contract allows it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic.toml").write_text(toml, encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@dataclass
class _Case:
    """A patient's plan in the making: how far it has come and what is known of the patient."""

    patient: str
    plan: str
    protocol: str
    sessions: int | None
    numbers: list[tuple[dict[str, Any], int]]
    done: int
    last: date
    start: date
    times: list[Hours] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    bound: bool = False
    events: list[Event] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)


class _Making:
    """One clinic in the making, in the order of `run`."""

    def __init__(
        self, rng: random.Random, practitioners: int, load: float, resting: bool, first: date, variety: bool
    ) -> None:
        self.rng, self.load, self.resting, self.variety, self.size = rng, load, resting, variety, practitioners
        self.first, self.last = first, (first + timedelta(days=32)).replace(day=1) - DAY
        self.tables: Tables = {name: [] for name in COLUMNS}
        self.menu: Menu = varied_menu(rng, resting) if variety else plain_menu(resting)
        self.policy: Policy = default_policy().overridden(self.menu.policy)
        self.zone, self.holidays = rng.choice(PLACES) if variety else PLACES[0]
        self.every = rng.choice([10, 15, 15, 20, 30]) if variety else 15
        self.diary = Diary(self.menu.services, self._hands(), self._rooms(), self._units(), self.every, self._shut())
        self.entries: list[Row] = []

    def run(self) -> tuple[Tables, str]:
        self._staff_tables()
        self._absences()
        self.capacity, self.asked = self._capacity(), Counter[tuple[str, str]]()
        misses = number = 0
        while misses < 50 and not self._full():
            number += 1
            misses = 0 if self._admit(self._patient(number)) else misses + 1
        self._booked_numbers()
        return self.tables, self._toml()

    def _toml(self) -> str:
        top: dict[str, Any] = {"name": "A random clinic", "timezone": self.zone}
        if self.holidays:
            top["holidays"] = self.holidays
        if self.closed:
            top["closed"] = [str(day) for day in self.closed]
        return toml_text(top | {"start_every": self.every}, self.menu)

    # --- what there is ----------------------------------------------------------------------------------------

    def _shut(self) -> set[date]:
        """Public holidays and the clinic's own closed days."""
        self.closed = [self.first + self.rng.randrange(28) * DAY] if self.variety else []
        if not self.holidays:
            return set(self.closed)
        country, _, subdivision = self.holidays.partition("-")
        years = [self.first.year - 1, self.first.year, self.first.year + 1]
        return {*self.closed, *holidays.country_holidays(country, subdiv=subdivision or None, years=years)}

    def _hands(self) -> list[Hand]:
        names, hands = TREES.split(), []
        for number in range(self.size):
            qualified = number == 0 or not self.variety or self.rng.random() < 0.8
            hand = Hand(
                id=names[number % len(names)].lower() + ("" if number < len(names) else str(number)),
                name=f"Practitioner {names[number % len(names)]}",
                qualifications=["body", "facial"] if qualified else ["body"],
                shifts=self._shifts(),
            )
            if self.variety and number and self.rng.random() < 0.15:
                hand.licensed_until = self.first + self.rng.randint(10, 40) * DAY
            if self.variety and self.rng.random() < 0.2:
                hand.limit = self.rng.randint(6, 10)
            hands.append(hand)
        return hands

    def _shifts(self) -> list[Hours]:
        """A working week; in the varied family some work part-time, on Saturdays, or other hours from mid-month on."""
        weekdays = list(range(5))
        if not self.variety:
            rows = self.rng.choice(DAYS[:3])
            return [Hours(weekday, start, end) for weekday in weekdays for start, end in rows]
        weekdays = sorted(self.rng.sample(range(6), self.rng.randint(4, 5)))
        shifts = []
        for weekday in weekdays:
            if self.rng.random() < 0.05:
                change = self.first + self.rng.randint(5, 20) * DAY
                shifts += [Hours(weekday, a, b, None, change - DAY) for a, b in self.rng.choice(DAYS)]
                shifts += [Hours(weekday, a, b, change, None) for a, b in self.rng.choice(DAYS)]
            else:
                shifts += [Hours(weekday, a, b) for a, b in self.rng.choice(DAYS)]
        return shifts

    def _rooms(self) -> dict[str, list[str]]:
        number = max(2, round(1.6 * self.size)) if self.resting else self.size + -(-self.size // 4)
        with_sink = 1 + number // 4
        return {f"room-{i + 1}": ["table", "sink"] if i < with_sink else ["table"] for i in range(number)}

    def _units(self) -> dict[str, list[str]]:
        number = 1 + self.size // 4
        return {"light-panel": [f"light-panel unit {i + 1}" for i in range(number)]} if self.variety else {}

    def _staff_tables(self) -> None:
        for hand in self.diary.hands:
            self.tables["practitioners"].append(
                {
                    "practitioner": hand.id,
                    "name": hand.name,
                    "qualifications": ";".join(hand.qualifications),
                    "licensed_until": str(hand.licensed_until or ""),
                    "max_sessions_per_day": str(hand.limit or ""),
                }
            )
            self.tables["shifts"] += [{"practitioner": hand.id} | row.row() for row in hand.shifts]
        for number, (room, features) in enumerate(self.diary.rooms.items(), 1):
            self.tables["rooms"].append({"room": room, "name": f"Room {number}", "features": ";".join(features)})
        for kind, units in self.diary.units.items():
            self.tables["equipment"].append({"equipment": kind, "name": kind.capitalize(), "units": str(len(units))})

    def _absences(self) -> None:
        """Holidays of some practitioners, afternoons off, and a room that is being painted."""
        if not self.variety:
            return
        for hand in self.diary.hands:
            if self.rng.random() < 0.3:
                day = self.first + self.rng.randrange(28) * DAY
                days = self.rng.choice([1, 3, 5, 7])
                self._away("absences", "practitioner", hand.id, day, days)
            if self.rng.random() < 0.3:
                day = self.first + self.rng.randrange(28) * DAY
                start, end = self._stamp(day, 780), self._stamp(day, 1200)
                self.tables["absences"].append(
                    {"practitioner": hand.id, "start": start, "end": end, "reason": "afternoon off"}
                )
                self.diary.take(f"away {hand.id}", day, 780, 1200)
        for what in [*list(self.diary.rooms)[1:], *self.diary.units]:
            if self.rng.random() < 0.1:
                self._away("closures", "what", what, self.first + self.rng.randrange(28) * DAY, self.rng.randint(1, 4))

    def _away(self, table: str, column: str, what: str, day: date, days: int) -> None:
        """A whole-day absence or closure, in its table and in the diary."""
        end = day + (days - 1) * DAY
        self.tables[table].append({column: what, "start": str(day), "end": str(end), "reason": "away"})
        owner = f"away {what}" if table == "absences" else self.diary.units.get(what, [what])[-1]
        for offset in range(days):
            self.diary.take(owner, day + offset * DAY)

    def _stamp(self, day: date, minute: int) -> str:
        """A local date-time; with its offset now and then, in the varied family."""
        local = datetime.fromisoformat(f"{day}T{clock(minute)}").replace(tzinfo=ZoneInfo(self.zone))
        return local.isoformat() if self.variety and self.rng.random() < 0.1 else f"{day} {clock(minute)}"

    # --- the load ---------------------------------------------------------------------------------------------

    def _capacity(self) -> dict[tuple[str, str], float]:
        """The minutes of the month that each scarce thing has."""
        found: dict[tuple[str, str], float] = defaultdict(float)
        needs = {_key(service.get("needs", [])) for service in self.menu.services.values()}
        wants = {_key(service["room"]) for service in self.menu.services.values() if service["room"] is not False}
        for day in self._month():
            on_shift = {hand.id: self._on_shift(hand, day) for hand in self.diary.hands}
            for key in sorted(needs):
                able = [hand for hand in self.diary.hands if hand.can({"needs": key.split()})]
                found["hands", key] += WASTE * self.every * sum(len(on_shift[hand.id]) for hand in able)
            busy = Counter(slot for slots in on_shift.values() for slot in slots)
            for key in sorted(wants):
                rooms = [room for room, has in self.diary.rooms.items() if set(key.split()) <= set(has)]
                for slot, hands in busy.items():
                    open_now = sum(self.diary.free(room, day, slot, slot + self.every) for room in rooms)
                    found["room", key] += WASTE * self.every * min(open_now, 2 * hands)
            for kind, units in self.diary.units.items():
                found["equipment", kind] += WASTE * self.every * len(busy) * len(units)
        return found

    def _on_shift(self, hand: Hand, day: date) -> list[int]:
        """The grid's slots of that day in which the practitioner is there."""
        rows = self.diary.rows(hand, day)
        slots = (slot for start, end in rows for slot in range(-(-start // self.every) * self.every, end, self.every))
        return [slot for slot in slots if self.diary.free(f"away {hand.id}", day, slot, slot + self.every)]

    def _use(self, name: str) -> Iterator[tuple[tuple[str, str], int]]:
        """What one session of a service takes of each scarce thing."""
        service = self.menu.services[name]
        for kind, key in self.capacity:
            if kind == "hands" and set(key.split()) <= set(service.get("needs", [])):
                yield (kind, key), sum(b - a for a, b in attended(service))
            elif kind == "room" and service["room"] is not False and set(key.split()) <= set(service["room"]):
                yield (kind, key), -(-(length(service) + service.get("reset", 0)) // self.every) * self.every
            elif kind == "equipment" and key in service.get("equipment", []):
                yield (kind, key), -(-length(service) // self.every) * self.every

    def _full(self) -> bool:
        """Whether all practitioners' time, or all rooms', is asked for up to the load."""
        common = [key for key in self.capacity if key[0] != "equipment" and key[1] in ("", "table", "facial")]
        return any(self.asked[key] >= (self.load - 0.01) * self.capacity[key] for key in common)

    def _month(self) -> list[date]:
        return [self.first + i * DAY for i in range((self.last - self.first).days + 1)]

    # --- patients and plans -----------------------------------------------------------------------------------

    def _patient(self, number: int) -> list[_Case]:
        """A patient's plans, one or now and then two."""
        patient = f"P{number:04}"
        names = self.rng.choices(list(self.menu.shares), list(self.menu.shares.values()), k=2)
        several = self.variety and self.rng.random() < 0.12 and names[0] != names[1]
        times = self._times() if self.variety and self.rng.random() < 0.3 else []
        events, clearances = self._events(patient) if self.variety and self.rng.random() < 0.25 else ([], [])
        cases = []
        for index, name in enumerate(names[: 2 if several else 1]):
            case = self._case(patient, f"{patient}-{'ab'[index]}", name)
            case.times, case.events, case.clearances = times, events, clearances
            self._choose_hands(case)
            cases.append(case)
        return cases

    def _case(self, patient: str, plan: str, name: str) -> _Case:
        """A plan with so many sessions behind it, the last of them one gap before a day in the month."""
        protocol = self.menu.protocols[name]
        course = next((phase for phase in protocol["phases"] if phase.get("sessions", 0) > 1), None)
        sessions = self.rng.choice([4, 5, 7, 12]) if course and self.variety and self.rng.random() < 0.1 else None
        numbers = _numbers(protocol, sessions)
        done = self._stage(numbers)
        start = self.first + self.rng.randint(-6, 24) * DAY
        last = start
        if done:
            phase = numbers[min(done, len(numbers) - 1)][0]
            back = phase["gap"]["ideal"] if "gap" in phase else phase.get("every", 7)
            last = self.first - self.rng.randint(1, back) * DAY
        return _Case(patient, plan, name, sessions, numbers, done, last, start)

    def _stage(self, numbers: list[tuple[dict[str, Any], int]]) -> int:
        """How many sessions have been attended: none for new patients, some of the course, or into what follows."""
        counted = sum("sessions" in phase for phase, _ in numbers)
        if self.rng.random() < (0.3 if self.variety else 0.15):
            return 0
        if counted < len(numbers) and self.rng.random() < 0.35:
            return min(counted + self.rng.randrange(3), len(numbers) - 1)
        return self.rng.randrange(max(counted, 1))

    def _times(self) -> list[Hours]:
        """When the patient can come: a few weekdays, part of the day or all of it."""
        weekdays = sorted(self.rng.sample(range(6), self.rng.randint(2, 5)))
        spans = [(480, 780), (540, 840), (720, 1080), (840, 1200), (480, 1080)]
        rows = [Hours(weekday, *self.rng.choice(spans)) for weekday in weekdays]
        if self.rng.random() < 0.15:
            rows[0] = Hours(rows[0].weekday, rows[0].start, rows[0].end, None, self.first + 14 * DAY)
        return rows

    def _events(self, patient: str) -> tuple[list[Event], list[Clearance]]:
        """One or two health events: in the past, lasting, over during the month, or planned."""
        events, clearances = [], []
        for kind in self.rng.sample(sorted(self.policy.rules), self.rng.choice([1, 1, 2])):
            rule = self.policy.rules[kind]
            on, until = self.first + self.rng.randint(-25, 25) * DAY, None
            if rule.lasting:
                on = self.first - self.rng.randint(5, 200) * DAY
                ends = self.rng.random() < 0.75
                until = self.first + self.rng.randint(-5, 30) * DAY if ends else None
            events.append(Event(patient, kind, on, until))
            if rule.clearable and self.rng.random() < 0.6:
                first = self.first + self.rng.randint(-20, 10) * DAY
                last = first + self.rng.randint(30, 90) * DAY if self.rng.random() < 0.5 else None
                clearances.append(Clearance(patient, kind, "Doctor Example", first, last))
        return events, clearances

    def _choose_hands(self, case: _Case) -> None:
        """The practitioners who may treat, the one treating so far first; a few plans admit no other."""
        services = {name for phase, _ in case.numbers for name in _services(phase, 1) + _services(phase, 2)}
        able = [
            hand
            for hand in self.diary.hands
            if all(hand.can(self.menu.services[name]) for name in services) and hand.licensed_until is None
        ]
        case.hands = self.rng.sample(able, len(able))
        case.bound = self.variety and self.rng.random() < 0.08

    def _admit(self, cases: list[_Case]) -> bool:
        """Take a patient in, unless the sessions ask for more than the load allows or the past has no place."""
        asked = Counter[tuple[str, str]]()
        for case in cases:
            for service in self._asked(case):
                for key, minutes in self._use(service):
                    asked[key] += minutes
        if any(self.asked[key] + asked[key] > (self.load + 0.01) * self.capacity[key] for key in asked):
            return False
        past = [self._history(case) for case in cases]
        if any(rows is None for rows in past):
            return False
        self.asked += asked
        for case, rows in zip(cases, past, strict=True):
            self.entries += rows or []
            self._plan_row(case)
            if self.variety:
                self._book(case)
        self._patient_rows(cases[0])
        return True

    def _asked(self, case: _Case) -> Iterator[str]:
        """The services of the sessions whose ideal day lies in the month, reckoned as the contract does."""
        previous, ideal = case.last if case.done else None, case.start
        for number, (phase, place) in enumerate(case.numbers, 1):
            if number <= case.done:
                continue
            if "every" in phase:
                ideal = case.start + (number - 1) * phase["every"] * DAY
            elif previous is not None:
                ideal = previous + phase["gap"]["ideal"] * DAY
            slid = self._slide(max(ideal, self.first), case, _services(phase, place))
            if slid is None or slid > self.last:
                return
            previous = slid
            yield from _services(phase, place)

    def _slide(self, day: date, case: _Case, services: list[str]) -> date | None:
        """The first day from this one on that no health event closes to the services; None when there is none."""
        acts = [act for service in services for act in self.menu.services[service].get("acts", [])]
        closed = self.policy.closed(acts, case.events, case.clearances)
        while hit := next((each.days for each in closed if day in each.days), None):
            if hit.last is None:
                return None
            day = hit.last + DAY
        return day

    # --- the appointment book ---------------------------------------------------------------------------------

    def _history(self, case: _Case) -> list[Row] | None:
        """The attended sessions, their days counted back from the last one; None when they have no place."""
        days = [case.last]
        for phase, _ in reversed(case.numbers[1 : case.done]):
            spread = phase.get("gap") or {"least": phase.get("every", 7), "most": phase.get("every", 7)}
            days.insert(0, days[0] - self.rng.randint(max(spread["least"], 1), spread["most"]) * DAY)
        rows: list[Row] = []
        earlier = None
        fixed = "every" in case.numbers[0][0]  # then the plan starts on the first day, whatever came of it
        for number, day in enumerate(days[: case.done], 1):
            after = day - DAY if fixed and number == 1 else earlier
            slots = self._place(case, number, day, after, self.first - DAY)
            if slots is None:
                return None
            earlier = slots[0].day
            rows += self._entries(case, number, slots, "attended")
            if number == 1:
                case.start = day if fixed else min(earlier, day)
            if self.variety and self.rng.random() < 0.04:
                missed = self.rng.choice(["cancelled", "no-show"])
                rows += self._entries(case, number, [_earlier(slot) for slot in slots], missed)
        if earlier:
            case.last = earlier
        return rows

    def _place(self, case: _Case, number: int, day: date, after: date | None, until: date) -> list[Slot] | None:
        """A visit on the day or one near it, later than `after`."""
        services = _services(*case.numbers[number - 1])
        hands = case.hands[:1] if case.bound else case.hands
        for near in days_around(day, 3):
            if (after is None or near > after) and near <= until:
                slots = self.diary.visit(case.patient, services, near, hands, case.times)
                if slots:
                    return slots
        return None

    def _book(self, case: _Case) -> None:
        """Book the next session or two of some plans, a few of them for good; or note one that was cancelled."""
        number, earlier = case.done + 1, case.last if case.done else None
        if number > len(case.numbers) or self.rng.random() > 0.35:
            return
        if case.done and self.rng.random() < 0.15:
            slots = self._place(case, number, self.first - 2 * DAY, earlier, self.first - DAY)
            self.entries += self._entries(case, number, slots or [], self.rng.choice(["cancelled", "no-show"]))
            return
        fixed = self.rng.random() < 0.3
        for booked in range(number, min(number + self.rng.choice([1, 1, 2]), len(case.numbers) + 1)):
            phase, place = case.numbers[booked - 1]
            if "every" in phase:
                ideal = case.start + (booked - 1) * phase["every"] * DAY
            else:
                ideal = earlier + phase["gap"]["ideal"] * DAY if earlier else case.start
            day = self._slide(max(ideal, self.first), case, _services(phase, place))
            if day is None or day > self.last:
                return
            slots = self._place(case, booked, day + DAY, max(earlier or day, day) - DAY, day + 4 * DAY)
            if slots is None:
                return
            self.entries += self._entries(case, booked, slots, "booked", fixed)
            earlier = slots[0].day

    def _entries(self, case: _Case, number: int, slots: list[Slot], status: str, fixed: bool = False) -> list[Row]:
        phase = case.numbers[number - 1][0]["name"]
        return [
            {
                "plan": case.plan,
                "number": str(number),
                "phase": phase,
                "practitioner": slot.practitioner,
                "room": slot.room,
                "start": self._stamp(slot.day, slot.start),
                "status": status,
                "fixed": "yes" if fixed else "",
            }
            for slot in slots
        ]

    def _booked_numbers(self) -> None:
        """Put the appointment book in order of time and number its rows."""
        self.entries.sort(key=lambda row: (row["start"][:10], row["start"][11:16], row["plan"], row["practitioner"]))
        rows = [{"appointment": f"A{number:05}"} | row for number, row in enumerate(self.entries, 1)]
        self.tables["appointments"] = rows

    # --- rows -------------------------------------------------------------------------------------------------

    def _plan_row(self, case: _Case) -> None:
        counted = any("sessions" in phase for phase, _ in case.numbers)
        hurried = self.variety and counted and self.rng.random() < 0.06
        self.tables["plans"].append(
            {
                "plan": case.plan,
                "patient": case.patient,
                "protocol": case.protocol,
                "start": str(case.start),
                "priority": self.rng.choice(["", "", "", "1", "3"]),
                "sessions": str(case.sessions or ""),
                "practitioner": case.hands[0].id if case.bound and case.hands else "",
                "finish_by": str(self.first + self.rng.randint(25, 40) * DAY) if hurried else "",
            }
        )

    def _patient_rows(self, case: _Case) -> None:
        bird = self.rng.choice(BIRDS.split())
        prefers = self.rng.choice(["", "", "morning", "afternoon", "morning;afternoon", "evening"])
        preferred = case.hands[0].id if case.hands and self.rng.random() < 0.5 else ""
        self.tables["patients"].append(
            {
                "patient": case.patient,
                "name": f"Patient {bird} {case.patient[1:]}",
                "preferred_practitioner": preferred,
                "prefers": prefers,
            }
        )
        self.tables["times"] += [{"patient": case.patient} | row.row() for row in case.times]
        self.tables["events"] += [
            {"patient": e.patient, "kind": e.kind, "on": str(e.on), "until": str(e.until or ""), "note": ""}
            for e in case.events
        ]
        self.tables["clearances"] += [
            {"patient": c.patient, "kind": c.kind, "by": c.by, "on": str(c.on), "until": str(c.until or "")}
            for c in case.clearances
        ]


def _numbers(protocol: dict[str, Any], sessions: int | None, most: int = 40) -> list[tuple[dict[str, Any], int]]:
    """The phase of each number of a plan, and its place in that phase; up to `most` numbers."""
    course = next((phase for phase in protocol["phases"] if phase.get("sessions", 0) > 1), None)
    numbers: list[tuple[dict[str, Any], int]] = []
    for phase in protocol["phases"]:
        size = phase.get("sessions", phase["for_days"] // phase["gap"]["ideal"] if "for_days" in phase else most)
        size = sessions if sessions and phase is course else size
        numbers += [(phase, place) for place in range(1, size + 1)]
    return numbers[:most]


def _services(phase: dict[str, Any], place: int) -> list[str]:
    """The services of a phase's session number `place`."""
    if place == 1 and "first" in phase:
        return [phase["first"]]
    return list(phase.get("services") or [phase["service"]])


def _earlier(slot: Slot) -> Slot:
    """The same a week before, for an appointment that came to nothing."""
    return Slot(slot.service, slot.day - 7 * DAY, slot.start, slot.practitioner, slot.room)


def _key(names: list[str]) -> str:
    return " ".join(sorted(names))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--practitioners", type=int, default=3, help="1 to 20")
    parser.add_argument("--load", type=float, default=0.8, help="what is asked for over what there is; 1.0 about fits")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--month", default="2026-12")
    parser.add_argument("--resting", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--variety", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    tables, toml = clinic_tables(given.practitioners, given.load, given.seed, given.resting, given.month, given.variety)
    write(given.out, tables, toml)
    print(f"{given.out}: {len(tables['patients'])} patients, {len(tables['appointments'])} appointments in the book")


if __name__ == "__main__":
    main()
