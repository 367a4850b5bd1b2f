"""Why a session is not placed, or not where it is wished: what is proved and what was only found, told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, plain_table, points
from planner.cli.terminal.rows import where, where_all
from planner.clinic import Appointment, Problem
from planner.engine.local.insert import Proof
from planner.explain.breaches import Tried
from planner.explain.naming import Obstacle
from planner.explain.why import Placed, Why
from planner.roster.tables.details import name, title

MANY = 12
"""How many appointments, places or moves are shown."""


def show_why(console: Console, why: Why) -> None:
    """The session, what it would break where it is wished, what keeps it out, and what placing it would take."""
    _show_session(console, why)
    if why.tried:
        _show_tried(console, why)
    if why.obstacles:
        _show_obstacles(console, why)
    if why.free:
        _show_free(console, why)
    if why.forced:
        _show_placed(console, why)


# --- the session ------------------------------------------------------------------------------------------------------


def _show_session(console: Console, why: Why) -> None:
    session, clinic = why.session, why.problem.clinic
    services = ", ".join(title(clinic, service) for service in session.services)
    console.print(heading(session.name, f"{name(clinic.patients, session.patient)}, {services}"))
    window = f" It belongs on {session.window}, ideally on {session.ideal}." if session.window and session.ideal else ""
    due = f"It is due, priority {session.priority}." if session.due else "It is not due."
    if not why.at:
        console.print(item(f"Left out. {due}{window}", "yellow"))
        return
    console.print(item(f"Placed on {where_all(why.problem.clinic, why.at)}.{window}", "green"))
    costs = {name: price for name, price in why.prices.items() if name != "place" and price}
    left_out = -why.prices.get("place", 0.0)
    paid = f"The place costs {points(sum(costs.values()))}" + (f": {_goals(costs, '')}" if costs else "")
    console.print(item(f"{paid}; leaving it out would cost {points(left_out)}."))


# --- as the others stand ----------------------------------------------------------------------------------------------


def _show_tried(console: Console, why: Why) -> None:
    free = [tried for tried in why.tried if not tried.breaks]
    count = f"{len(why.tried)} {'place' if len(why.tried) == 1 else 'places'} tried"
    console.print(heading(f"On {why.wish.on:%a} {why.wish.on} at {why.wish.at:%H:%M}", f"{count}, {len(free)} free"))
    broken = [tuple(_broken(why.problem, tried)) for tried in why.tried]
    everywhere = [line for line in broken[0] if all(line in lines for lines in broken)] if len(broken) > 1 else []
    if everywhere:
        console.print(item("with anyone, anywhere:" if why.wish.practitioner is None else "in any room:"))
        for line in everywhere:
            console.print(detail(line))
    alike: dict[tuple[str, ...], list[str]] = {}
    for tried, every in zip(why.tried, broken, strict=True):
        row, lines = tried.row, tuple(line for line in every if line not in everywhere)
        clinic = why.problem.clinic
        room = f" in {name(clinic.rooms, row.room)}" if row.room else ""
        service = f" ({title(clinic, row.service)})" if len(why.session.services) > 1 else ""
        alike.setdefault(lines, []).append(f"{name(clinic.practitioners, row.practitioner)}{room}{service}")
    for lines, places in list(alike.items())[:MANY]:
        nothing = "nothing else" if everywhere else "free"
        console.print(item(f"with {_joined(places)}: {'' if lines else nothing}".rstrip(), "" if lines else "green"))
        for line in lines:
            console.print(detail(line))
    rest = sum(len(places) for places in list(alike.values())[MANY:])
    if rest:
        console.print(item(f"… and {rest} more places, which break as much or more", "dim"))


def _broken(problem: Problem, tried: Tried) -> Iterable[str]:
    """Each rule that a place would break, by how much, and who stands in the way."""
    for each in tried.breaks:
        others = [row for row in each.rows if row.key != tried.row.key]
        who = "; ".join(_who(problem, row) for row in others)
        yield f"✗ {each.rule}: {each.how}" + (f" ({who})" if who else "")


def _show_obstacles(console: Console, why: Why) -> None:
    wished = " as wished" if why.wish else ""
    console.print(heading("What keeps it out", f"all others staying where they are{wished}"))
    causes = [each for each in why.obstacles if not each.rows]
    bookings = [each for each in why.obstacles if each.rows]
    for rule, group in groupby(causes, key=lambda each: each.rule):
        several = list(group)
        console.print(item(f"{rule}: {_joined([each.how for each in several])}"))
        _show_sentence(console, why, several)
    for rule, group in groupby(sorted(bookings, key=lambda each: each.rule), key=lambda each: each.rule):
        several = list(group)
        console.print(item(f"{rule}: {'an appointment' if len(several) == 1 else f'{len(several)} appointments'}"))
        for each in several[:MANY]:
            console.print(detail(f"{'; '.join(_who(why.problem, row) for row in each.rows)}: {each.how}"))
            if each.opens and len(several) > 1:
                place = where_all(why.problem.clinic, each.opens)
                console.print(detail(f"  were this gone, all else staying: {place}"), style="dim")
        if len(several) > MANY:
            console.print(detail(f"… and {len(several) - MANY} more"))
        _show_sentence(console, why, several)
    _show_proof(console, why)


def _show_sentence(console: Console, why: Why, several: Sequence[Obstacle]) -> None:
    sources = dict.fromkeys(each.source for each in several if each.source)
    for words in (several[0].sentence, *sources):
        console.print(detail(words), style="dim")
    if len(several) == 1 and several[0].opens:
        place = where_all(why.problem.clinic, several[0].opens)
        console.print(detail(f"Were this gone, all else staying, it could be on {place}."), style="dim")


def _show_proof(console: Console, why: Why) -> None:
    if any(each.proof for each in why.obstacles):
        if not why.proved:
            words = "Not proved: the independent search found a place beside these."
        elif len(why.obstacles) == 1:
            words = "Proved: this by itself leaves no place."
        else:
            words = (
                f"Proved: these {len(why.obstacles)} together leave no place, and none of them can be missed for that."
            )
        console.print(item(words, "bold"))
    if why.never:
        there = " there" if why.wish else ""
        console.print(item(f"Proved: nothing that a roster could move would make a place for it{there}.", "bold"))


def _show_free(console: Console, why: Why) -> None:
    assert why.free
    place, dearer = why.free, why.free.dearer
    console.print(heading("Open, all others staying where they are"))
    if _places(place.rows) == _places(why.at):
        console.print(item("No open place is cheaper than the one it has (proved)."))
        return
    than = "where it is" if why.at else "leaving it out"
    console.print(item(f"The cheapest open place: {where_all(why.problem.clinic, place.rows)}."))
    if dearer > 0:
        console.print(item(f"It costs {points(dearer)} more than {than}: {_goals(place.prices)}."))
        console.print(item("So it is not impossible, only dearer; no open place costs less (proved).", "bold"))
    elif dearer < 0:
        console.print(item(f"It would save {points(-dearer)} against {than}: {_goals(place.prices)}."))
        console.print(item("Nothing stands in its way: the roster can be improved.", "bold"))
    else:
        console.print(item(f"It costs no more and gains nothing against {than}."))


# --- the others free to move ------------------------------------------------------------------------------------------


def _show_placed(console: Console, why: Why) -> None:
    console.print(heading("What it would take", "the others free to move"))
    if why.broken:
        console.print(
            item(f"Not tried: this roster breaks rules itself ({why.broken}); see `planner check`.", "yellow")
        )
        return
    forced = why.placed
    if forced is None:
        console.print(item("No roster that has it was found in the time given; that proves nothing.", "yellow"))
        return
    more = forced.dearer
    than = f"{points(abs(more))} {'more' if more > 0 else 'less'} than this one's" if more else "the same as this one's"
    console.print(item(f"Found: a roster that has it on {where_all(why.problem.clinic, forced.rows)}."))
    changes = _goals(forced.prices)
    console.print(item(f"Its score is {points(forced.score)}, {than}" + (f": {changes}." if changes else ".")))
    if more < 0:
        console.print(
            item("So this roster can be improved, with the session or without: search on with --start.", "bold")
        )
    for proof in forced.proofs[-2 if forced.proofs and forced.proofs[-1].everything else -1 :]:
        console.print(item(_proved(why, proof), "bold"))
    _show_moves(console, why, forced)


def _proved(why: Why, proof: Proof) -> str:
    around = "with all sessions free to move" if proof.everything else (
        f"with the {proof.free} sessions around it free to move and all others kept"
    )  # fmt: skip
    more = proof.least - why.score
    than = "" if more <= 0 else f", {points(more)} more than this one's"
    return f"Proved: {around}, no roster that has it scores less than {points(proof.least)}{than}."


def _show_moves(console: Console, why: Why, found: Placed) -> None:
    if not found.moves:
        console.print(item("It displaces nobody."))
        return
    table = plain_table("", "patient", "session", "from", "to")
    for move in found.moves[:MANY]:
        table.add_row(
            Text(move.kind, {"dropped": "red", "placed": "green"}.get(move.kind, "")),
            Text(name(why.problem.clinic.patients, move.session.patient)),
            Text(move.session.name),
            Text(where_all(why.problem.clinic, move.before, rooms=False)),
            Text(where_all(why.problem.clinic, move.after, rooms=False)),
        )
    counts = [f"{sum(move.kind == kind for move in found.moves)} {kind}" for kind in ("dropped", "moved", "placed")]
    console.print(item(f"What changes beside it: {', '.join(c for c in counts if not c.startswith('0 '))}."))
    console.print(table)
    if len(found.moves) > MANY:
        console.print(item(f"… and {len(found.moves) - MANY} more", "dim"))


def _places(rows: Sequence[Appointment]) -> set[object]:
    """What a place is known by; another room makes no other place."""
    return {(row.service, row.start, row.practitioner) for row in rows}


# --- words ------------------------------------------------------------------------------------------------------------


def _who(problem: Problem, row: Appointment) -> str:
    patient = name(problem.clinic.patients, problem.patient_of(row))
    stands = {"attended": ", attended", "booked": ", booked"}.get(row.status, "") + (", fixed" if row.fixed else "")
    return f"{patient}, {row.plan}, session {row.number}, {where(problem.clinic, row, rooms=True)}{stands}"


def _goals(prices: Mapping[str, float], plus: str = "+") -> str:
    parts = [f"{name} {plus if price > 0 else '−'}{points(abs(price))}" for name, price in prices.items() if price]
    return ", ".join(parts)


def _joined(words: Sequence[str]) -> str:
    shown = "; ".join(words[:MANY])
    return f"{shown}; … and {len(words) - MANY} more" if len(words) > MANY else shown
