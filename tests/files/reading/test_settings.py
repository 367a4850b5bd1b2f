"""Each thing that can be wrong in clinic.toml, at its place."""

from __future__ import annotations

import pytest

from tests.files.reading.worlds import Folder

STEP = '{ do = "rest", minutes = 30 }'
GAP = "gap = { least = 5, ideal = 7, most = 9 }"
LAST = 'reason = "protocol signed by the medical lead"'

# what is replaced, by what; then the place, words of what is wrong and of the mend
WRONG = [
    ('name = "Maple Street Acupuncture"\n', "", "name", "missing", "add it"),
    ('name = "Maple', 'nmae = "x"\nname = "Maple', "nmae", "no key", "'name'"),
    ('"America/Edmonton"', '"America/Edmundton"', "timezone", "no time zone", "'America/Edmonton'"),
    ('"America/Edmonton"', '"America"', "timezone", "no time zone", ""),
    ('"America/Edmonton"', "7", "timezone", "7 is no text", "quotes"),
    ('"CA-AB"', '"CA-ZZ"', "holidays", "CA-ZZ", ""),
    ('"CA-AB"', '"Canada"', "holidays", "no ISO code", "CA-AB"),
    ('"CA-AB"', '"utils"', "holidays", "no ISO code", "CA-AB"),
    ('["2026-12-24"]', '"2026-12-24"', "closed", "no list", "brackets"),
    ('["2026-12-24"]', '["24.12.2026"]', "closed", "YYYY-MM-DD", "2026-12-24"),
    ("[2026-12-26]", "[2026-12-26T10:00:00]", "open", "no date", "2026-12-24"),
    ("start_every = 15", "start_every = 0", "start_every", "out of range", "1 to 1440"),
    ("start_every = 15", "start_every = true", "start_every", "true is no whole number", "1 to 1440"),
    ("start_every = 15", f"start_every = 0x{'f' * 9000}", "start_every", "out of range", "1 to 1440"),
    ('title = "Facial acupuncture"', "title = 3", "services.facial.title", "no text", "quotes"),
    ('title = "Facial acupuncture"', 'titel = "x"', "services.facial.titel", "no key", "'title'"),
    (STEP, '{ do = "rest" }', "services.facial.steps[2].minutes", "missing", "add it"),
    (STEP, '{ do = "rest", minutes = "30" }', "services.facial.steps[2].minutes", "no whole number", "unquoted"),
    (STEP, '{ do = "rest", minutes = 0 }', "services.facial.steps[2].minutes", "out of range", "from 1"),
    (STEP, '{ do = "rest", minutes = 7.5 }', "services.facial.steps[2].minutes", "no whole number", "from 1"),
    (STEP, '{ do = "", minutes = 30 }', "services.facial.steps[2].do", "empty", ""),
    (STEP, '{ do = "rest", minutes = 30, with = "nurse" }', "services.facial.steps[2].with", "'nurse'", "practitioner"),
    (STEP, '"rest"', "services.facial.steps", "no table", "key = value"),
    ("reset = 5", "reset = -5", "services.facial.reset", "out of range", "from 0"),
    ('needs = ["facial"]', 'needs = "facial"', "services.facial.needs", "no list", "brackets"),
    ('needs = ["facial"]', 'needs = ["facail"]', "services.facial.needs", "no practitioner holds 'facail'", "'facial'"),
    ('needs = ["facial"]', "needs = [1]", "services.facial.needs", "no text", "quotes"),
    ('room = ["table"]', 'room = ["tabel"]', "services.facial.room", "no room has 'tabel'", "'table'"),
    ('room = ["table"]', "room = true", "services.facial.room", "no features", "room = []"),
    ('["lamp"]', '["lampe"]', "services.facial.equipment", "no equipment 'lampe'", "'lamp'"),
    ('["lamp"]', '["lamp", "lamp"]', "services.facial", "twice", "one unit"),
    ("needles = 55", 'needles = "many"', "services.facial.supplies.needles", "no number", "0 or more"),
    ('"chemical-peel"', '"chemical-peal"', "services.peel.counts_as", "no kind of event", "'chemical-peel'"),
    ("shareable = true", 'shareable = "yes"', "services.peel.shareable", "neither true nor false", "without quotes"),
    ('service = "facial"', 'service = "facail"', "protocols.rejuvenation.phases[1].service", "no service", "'facial'"),
    ('first = "call"', 'first = "cal"', "protocols.rejuvenation.phases[1].first", "no service", "'call'"),
    ('["call", "peel"]', '["call", "peal"]', "protocols.checkup.phases[1].services", "no service", "'peel'"),
    ('["call", "peel"]', '["call", "call"]', "protocols.checkup.phases[1]", "twice", ""),
    ('services = ["call", "peel"]', "", "protocols.checkup.phases[1].service", "neither", "give service"),
    (
        'service = "facial"',
        'service = "facial"\nservices = ["call"]',
        "protocols.rejuvenation.phases[1].service",
        "both",
        "give",
    ),
    ("sessions = 8", "sessions = 0", "protocols.rejuvenation.phases[1].sessions", "out of range", "from 1"),
    ("at_least = 6", "at_least = 9", "protocols.rejuvenation.phases[1]", "at_least 9", ""),
    (GAP, "gap = { least = 8, ideal = 7, most = 9 }", "protocols.rejuvenation.phases[1].gap", "contradicts", ""),
    (GAP, "gap = { least = 5, ideal = 7 }", "protocols.rejuvenation.phases[1].gap.most", "missing", "add it"),
    (GAP, "gap = 7", "protocols.rejuvenation.phases[1].gap", "no table", "key = value"),
    (GAP, "", "protocols.rejuvenation", "neither `gap` nor `every`", ""),
    (GAP, f"{GAP}\nevery = 7", "protocols.rejuvenation.phases[1]", "keep one", ""),
    ("for_days = 365", "for_day = 365", "protocols.rejuvenation.phases[2].for_day", "no key", "'for_days'"),
    ('name = "maintenance"', 'name = "course"', "protocols.rejuvenation", "one name", ""),
    ("start_within = 30", "start_within = -1", "protocols.checkup.start_within", "out of range", "from 0"),
    ('after = "peel"\nacts', 'after = "peal"\nacts', "waits[1].after", "no service", "'peel'"),
    ("days = 10", "days = 0", "waits[1].days", "out of range", "from 1"),
    ("days = 10", 'days = 10\nservice = "facial"', "waits[1]", "just one of the two", ""),
    ('service = "call"\nleast', 'service = "cal"\nleast', "follow_ups[1].service", "no service", "'call'"),
    ("least = 2\nmost = 5", "least = 6\nmost = 5", "follow_ups[1]", "backwards", ""),
    ("{ 3 = 9000 }", "{ 4 = 9000 }", "goals.place.4", "no key", "1, 2, 3"),
    ("{ 3 = 9000 }", "9000", "goals.place", "no table", "key = value"),
    ("late = 12.5", "late = -1", "goals.timely.late", "out of range", "from 0"),
    ("late = 12.5", "late = nan", "goals.timely.late", "out of range", "from 0"),
    ("late = 12.5", "lat = 1", "goals.timely.lat", "no key", "'late'"),
    ("moved = 30", "moved = 0.3333", "goals.moved", "no price", "three decimals"),
    ("moved = 30", "moved = 10000001", "goals.moved", "no price", "10,000,000"),
    ("moved = 30", "moved = inf", "goals.moved", "out of range", "from 0"),
    ("moved = 30", 'moved = "30"', "goals.moved", "no number", "without quotes"),
    ("moved = 30", "moves = 30", "goals.moves", "no key", "'moved'"),
    (LAST, "", "policy.blood-thinner", "wants a `reason`", ""),
    ("clearable = true", "clearabel = true", "policy.blood-thinner.clearabel", "no key", "'clearable'"),
    ("clearable = true", "days = 3\nmonths = 2", "policy.blood-thinner", "keep one", ""),
    ("clearable = true", "days = 3\nlasting = true", "policy.blood-thinner.lasting", "no `days`", "keep one"),
    ("clearable = true", "lasting = false", "policy.blood-thinner.lasting", "how long", "`days`"),
    ("clearable = true", "acts = []", "policy.blood-thinner", "closes no acts", ""),
    (
        "[policy.blood-thinner]",
        '[policy.blood]\nreason = "x"\n[policy.blood-thinner]',
        "policy.blood",
        "none of the defaults",
        "",
    ),
    ("[policy.blood-thinner]", "[policy]\nbotox = 3\n[policy.blood-thinner]", "policy.botox", "no table", "section"),
]


@pytest.mark.parametrize(("old", "new", "place", "wrong", "mend"), WRONG)
def test_one_key(folder: Folder, old: str, new: str, place: str, wrong: str, mend: str) -> None:
    folder.swap("clinic.toml", old, new)
    fault = folder.fault()
    assert (fault.file, fault.row, fault.column) == ("clinic.toml", None, place)
    assert wrong in fault.wrong or wrong in fault.mend
    assert mend in fault.mend
    assert fault.mend


def test_each_faulty_override_is_reported(folder: Folder) -> None:
    folder.add("clinic.toml", "[policy.botox]", "days = 3", "[policy.bottox]", 'reason = "x"')
    faults = folder.refused().faults
    assert [fault.column for fault in faults] == ["policy.botox", "policy.bottox"]
    assert "did you mean 'botox'" in faults[1].mend


def test_a_kind_of_the_clinics_own(folder: Folder) -> None:
    folder.add("clinic.toml", "[policy.sunburn]", 'acts = ["needling:*"]', "days = 7", 'reason = "house rule"')
    folder.add("events.csv", "p1,sunburn,2026-11-01,,")
    assert folder.clinic().policy.rules["sunburn"].days == 7


def test_a_rule_made_lasting_and_a_rule_turned_off(folder: Folder) -> None:
    folder.add(
        "clinic.toml",
        "[policy.botox]",
        "lasting = true",
        'reason = "x"',
        "[policy.filler]",
        "off = true",
        'reason = "y"',
    )
    policy = folder.clinic().policy
    assert policy.rules["botox"].lasting
    assert policy.off == {"filler": "y"}


def test_a_faulty_override_does_not_hide_its_kind(folder: Folder) -> None:
    folder.add("clinic.toml", "[policy.sunburn]", "days = 7")
    folder.add("events.csv", "p1,sunburn,2026-11-01,,")
    assert folder.fault().column == "policy.sunburn"


def test_qualifications_that_nobody_holds_together(folder: Folder) -> None:
    folder.swap("practitioners.csv", "ben,,,", "ben,,laser,")
    folder.swap("clinic.toml", 'needs = ["facial"]', 'needs = ["facial", "laser"]')
    fault = folder.fault()
    assert (fault.file, fault.column) == ("clinic.toml", "services.facial.needs")
    assert "facial, laser together" in fault.wrong


def test_features_that_no_room_has_together(folder: Folder) -> None:
    folder.swap("rooms.csv", "two,,", "two,,bath")
    folder.swap("clinic.toml", 'room = ["table"]', 'room = ["table", "bath"]')
    fault = folder.fault()
    assert (fault.file, fault.column) == ("clinic.toml", "services.facial.room")
    assert "bath, table together" in fault.wrong


def test_nobody_and_no_room_at_all(folder: Folder) -> None:
    for name in ("practitioners", "shifts", "breaks", "absences", "rooms", "closures", "appointments"):
        folder.write(f"{name}.csv", folder.text(f"{name}.csv").splitlines()[0])
    for name in ("plans.csv", "patients.csv"):
        folder.swap(name, ",ana,", ",,")
    folder.swap("patients.csv", ",ben,", ",,")
    places = [fault.column for fault in folder.refused().faults]
    assert places == [
        f"services.{key}" for key in ("facial.needs", "facial.room", "call.needs", "peel.needs", "peel.room")
    ]


def test_equipment_without_units(folder: Folder) -> None:
    folder.swap("equipment.csv", ",2", ",0")
    fault = folder.fault()
    assert (fault.file, fault.column) == ("clinic.toml", "services.facial.equipment")
    assert "0 units of 'lamp'" in fault.wrong


def test_a_faulty_practitioner_makes_no_service_impossible(folder: Folder) -> None:
    folder.swap("practitioners.csv", "2027-12-31", "never")
    assert folder.fault().column == "licensed_until"
