"""The pages in docs/ say what the code does: rules, tables, keys, statuses and files."""

from __future__ import annotations

import inspect
import re
import runpy
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

import planner
from planner import errors
from planner.clinic.appointments import IN_THE_BOOK
from planner.clinic.people import PARTS_OF_DAY
from planner.files.reading import load_tables
from planner.files.reading.sections import Section
from planner.files.reading.settings_tables import SETTINGS
from planner.files.reading.tables import TABLES
from planner.roster.roster import Roster
from planner.roster.text import ORDER
from planner.rules import GOALS, RULES, Rule
from tests.files.worlds import small_folder
from tests.pages import ROOT, blocks, headings, read, section, table

RULES_PAGE, TABLES_PAGE = read("docs/rules.md"), read("docs/tables.md")
GIVEN = "must be given"

# --- rules and goals --------------------------------------------------------------------------------------------------


def sentence(thing: object) -> str:
    return " ".join((inspect.getdoc(type(thing)) or "").split("\n\n")[0].split())


def readings(rule: Rule) -> str:
    """When a rule is read, as the page says it."""
    times = {"before": ("closed", "room_closed", "room_closed_to"), "during": ("rows",), "after": ("violations",)}
    own = [time for time, names in times.items() if any(getattr(type(rule), n) is not getattr(Rule, n) for n in names)]
    return f"Read {', '.join(own)}."


def test_every_rule_and_goal_is_on_its_page_in_order() -> None:
    assert headings(RULES_PAGE) == [each.name for each in (*RULES, *GOALS)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_described(rule: Rule) -> None:
    said = [line for line in section(RULES_PAGE, rule.name).splitlines() if line]
    assert said[0] == sentence(rule)
    assert said[1] == readings(rule)
    assert said[-1].startswith(f"    {rule.name}: ")


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_a_goal_is_described(goal: object) -> None:
    assert section(RULES_PAGE, goal.name).strip().splitlines()[0] == sentence(goal)


def test_every_example_of_a_violation_is_what_a_test_expects() -> None:
    names = ("course", "health", "hours", "limits", "people", "places")
    tests = [ROOT / "tests" / "rules" / f"test_{name}.py" for name in names]
    sources = "".join(test.read_text(encoding="utf-8") for test in tests)
    sources = re.sub(r'"\s+"', "", sources)  # sentences in several pieces
    examples = re.findall(r"^    (.+)$", RULES_PAGE, flags=re.MULTILINE)
    assert len(examples) == len(RULES)
    assert [said for said in examples if said not in sources] == []


# --- tables in --------------------------------------------------------------------------------------------------------


def test_every_table_is_on_its_page() -> None:
    assert [name for name in headings(TABLES_PAGE) if name.endswith(".csv")] == [
        f"{name}.csv" for name in ("practitioners", "shifts", "breaks", "absences", "rooms", "room_hours", "equipment",
                                   "closures", "patients", "times", "away", "plans", "events", "clearances",
                                   "appointments", "identifiers")
    ]  # fmt: skip
    assert {f"{each.name}.csv" for each in TABLES} == {name for name in headings(TABLES_PAGE) if name.endswith(".csv")}


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_a_table_is_described(each: object) -> None:
    rows = table(TABLES_PAGE, f"{each.name}.csv")
    assert [row[0] for row in rows] == [column.name for column in each.columns]
    assert [row[0] for row in rows if row[2] == GIVEN] == [column.name for column in each.columns if column.needed]
    assert section(TABLES_PAGE, f"{each.name}.csv").strip().startswith("Needed.") == each.needed
    for row, column in zip(rows, each.columns, strict=True):
        if isinstance(column.default, int):
            assert row[2] == ("no" if column.default is False else str(column.default))


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_the_notes_of_a_workbook_say_what_the_page_says(each: object) -> None:
    said = {row[0]: row[1].replace("`", "").replace(".csv", "") for row in table(TABLES_PAGE, f"{each.name}.csv")}
    assert {column.name: column.about for column in each.columns} == said


def test_the_sheets_of_settings_are_on_the_page() -> None:
    rows = table(TABLES_PAGE, "One workbook")
    assert [(row[0], re.findall(r"`?([\w]+)`?", row[1])) for row in rows] == [
        (each.name, [column.name for column in each.columns]) for each in SETTINGS
    ]
    needed = re.search(r"^- The sheets (.+) are needed", section(TABLES_PAGE, "One workbook"), flags=re.MULTILINE)
    assert re.findall(r"`(\w+)`", needed[1]) == [each.name for each in SETTINGS if each.needed]


def test_the_words_of_cells_are_on_the_page() -> None:
    rows = {row[0]: row[1] for name in ("patients.csv", "appointments.csv") for row in table(TABLES_PAGE, name)}
    assert re.findall(r"`([a-z-]+)`", rows["status"]) == list(IN_THE_BOOK)
    assert re.findall(r"`([a-z]+)`", rows["prefers"]) == list(PARTS_OF_DAY)


# --- clinic.toml ------------------------------------------------------------------------------------------------------

EVERYTHING = """
name = "Corner Clinic"
timezone = "America/Edmonton"
[services.a]
steps = [{ do = "needling", minutes = 15, with = "practitioner" }]
supplies = { needles = 1 }
[[protocols.a.phases]]
name = "course"
service = "a"
sessions = 2
gap = { least = 1, ideal = 2, most = 3 }
[[waits]]
after = "a"
service = "a"
days = 1
[[follow_ups]]
after = "a"
service = "a"
least = 1
most = 2
[goals]
place = { 3 = 1 }
timely = { day = 1 }
moved = { hour = 1 }
[repairs]
hour = 100
[booking]
notice = 24
[policy.botox]
days = 7
reason = "ours"
[fhir.codes]
"urn:x|1" = "botox"
"""
KEYS = {
    *("The top of clinic.toml", "services.X", "services.X.steps", "protocols.X", "protocols.X.phases"),
    *("protocols.X.phases.gap", "waits", "follow_ups", "goals", "goals.moved", "goals.place", "goals.timely"),
    *("repairs", "booking", "policy.X", "fhir"),
}
NAMES = {"services": "services.X", "protocols": "protocols.X", "policy": "policy.X"}


def page_of(place: str) -> str | None:
    """The heading under which the keys of a section stand; None for keys that are names of the clinic's own."""
    path = re.sub(r"\[\d+\]", "", place).split(".") if place else ["The top of clinic.toml"]
    if path[0] in NAMES:
        path = [NAMES[path[0]], *path[2:]] if len(path) > 1 else []
    return None if not path or path[-1] in ("supplies", "codes") else ".".join(path)


def test_every_key_of_clinic_toml_is_on_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, set[str]] = {}
    needed: dict[str, set[str]] = {}
    get, need = Section.get, Section.need

    def noted_get(self: Section, key: str, *more: object) -> object:
        asked.setdefault(page_of(self.place) or "", set()).add(key)
        return get(self, key, *more)

    def noted_need(self: Section, key: str, *more: object) -> object:
        needed.setdefault(page_of(self.place) or "", set()).add(key)
        return need(self, key, *more)

    monkeypatch.setattr(Section, "get", noted_get)
    monkeypatch.setattr(Section, "need", noted_need)
    with pytest.raises(planner.errors.FaultyClinic):  # no tables beside it
        load_tables({"clinic": EVERYTHING})
    pages = {page: keys for page, keys in asked.items() if page}
    assert set(pages) == KEYS
    for page, keys in pages.items():
        rows = table(TABLES_PAGE, page)
        assert sorted(row[0] for row in rows) == sorted(keys), page
        refused_later = {"services", "protocols", "steps", "phases"} | ({"reason"} if page == "policy.X" else set())
        assert {row[0] for row in rows if row[2] == GIVEN} - refused_later == needed.get(page, set()), page


def test_the_default_prices_are_on_the_page() -> None:
    prices = planner.Prices()
    said = {
        row[0]: row[2]
        for name in ("goals", "goals.moved", "goals.place", "goals.timely")
        for row in table(TABLES_PAGE, name)
    }
    expected = {str(priority): price for priority, price in prices.place.items()}
    expected |= {name: price for name, price in asdict(prices).items() if name not in ("place", "moved_hour")}
    expected |= {"change": prices.moved, "hour": prices.moved_hour}
    assert {name: said[name] for name in expected} == {name: f"{price:g}" for name, price in expected.items()}


def test_the_default_prices_of_repairs_are_on_the_page() -> None:
    said = {row[0]: row[2] for row in table(TABLES_PAGE, "repairs")}
    assert said == {name: f"{price:g}" for name, price in asdict(planner.RepairPrices()).items()}


# --- tables out -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return planner.plan(planner.read(small_folder(tmp_path_factory.mktemp("docs"))), "2026-12", seconds=5)


@pytest.mark.parametrize("name", ["appointments", "unplaced", "utilisation", "supplies", "gaps"])
def test_a_frame_is_described(name: str, roster: Roster) -> None:
    frame = getattr(roster, name)
    rows = table(TABLES_PAGE, f"roster.{name}")
    assert [(row[0], row[1]) for row in rows] == [(column, str(dtype)) for column, dtype in frame.dtypes.items()]


def test_the_frame_of_repairs_is_described(roster: Roster) -> None:
    frame = planner.repairs(roster.problem.clinic, roster, seconds=1).frame
    rows = table(TABLES_PAGE, "repairs.frame")
    assert [(row[0], row[1]) for row in rows] == [(column, str(dtype)) for column, dtype in frame.dtypes.items()]


def test_the_quality_is_described(roster: Roster) -> None:
    names = [row[0] for row in table(TABLES_PAGE, "roster.quality")]
    assert names == list(ORDER)
    assert sorted(names) == sorted(roster.quality.index)


def test_the_tables_of_changes_are_described(roster: Roster) -> None:
    changes = planner.diff(roster, roster).table
    policies = planner.policy_diff(roster.problem.clinic, roster, planner.default_policy()).table
    for name, frame in (("diff", changes), ("policy_diff", policies)):
        rows = table(TABLES_PAGE, name)
        assert [(row[0], row[1]) for row in rows] == [(column, str(dtype)) for column, dtype in frame.dtypes.items()]


def test_the_calendar_is_described(roster: Roster) -> None:
    views = {view: (rows, columns) for view, rows, columns in table(TABLES_PAGE, "roster.calendar")}
    for view, (rows, columns) in views.items():
        shown = roster.calendar("practitioner", view)
        assert [re.split(r"[ :]", level.strip())[0] for level in re.sub(r"\(.*?\)", "", rows).split(",")] == [
            "owner" if level == "practitioner" else level for level in shown.index.names
        ]
        said = re.findall(r"`(\w+)`", columns)
        assert {"Mon", "Sun"} <= set(said) if view != "day" else set(shown.columns) < set(said)
    assert list(views) == ["day", "week", "month"]


def test_every_frame_of_a_roster_is_on_the_page() -> None:
    tables = {"appointments", "unplaced", "calendar", "utilisation", "supplies", "gaps", "quality"}
    assert {name.removeprefix("roster.") for name in headings(TABLES_PAGE) if name.startswith("roster.")} == tables
    public = {name for name in vars(Roster) if not name.startswith("_")}
    assert public - tables == set()


def test_the_exit_statuses_are_on_the_page() -> None:
    known = {0, errors.STOPPED, *(status.exit for status in errors.STATUSES.values())}
    assert {int(row[0]) for row in table(TABLES_PAGE, "Exit statuses")} == known


# --- architecture -----------------------------------------------------------------------------------------------------


def test_the_tree_names_every_file_but_the_engines() -> None:
    tree = blocks(read("docs/architecture.md"), "text")[0]
    folders, named = [], set()
    for line in tree.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()
        folders[len(indent) // 4 :] = [name.rstrip("/")]
        if not name.endswith("/"):
            named.add("/".join(folders))
    package = ROOT / "src" / "planner"
    there = {
        f"planner/{file.relative_to(package)}"
        for file in package.rglob("*")
        if file.suffix in {".py", ".toml"} and package / "engine" not in file.parents
        if file.name != "__init__.py" or file.parent == package
    }
    assert named == there


def test_the_layers_are_those_that_the_linter_holds() -> None:
    layers = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    there = [layer for layer in layers if not layer.startswith("(")]
    order = re.search(r"`(cli > [^`]+)`", read("docs/architecture.md"))[1]
    assert order.split(" > ") == [layer.removeprefix("planner.") for layer in there]


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = [name for extra in ("desk", "serve", "cluster") for name in project["optional-dependencies"][extra]]
    wanted = [name for name in (*project["dependencies"], *extras) if not name.startswith(project["name"])]
    reasons = {row[0]: row[1] for row in table(read("docs/architecture.md"), "Dependencies")}
    assert set(reasons) == {re.match(r"[\w-]+", name)[0] for name in wanted}
    assert all(reasons.values())


# --- the picture ------------------------------------------------------------------------------------------------------


def test_the_pictures_can_be_drawn(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "docs" / "pictures.py"))["draw"](tmp_path, seconds=1)
    shown = {
        "roster.svg": ("Week&#160;of&#160;2026-12-07", "proved", "Left&#160;out"),
        "week.svg": ("Week of 7 December 2026, by practitioner", "Practitioner Ash", "Facial acupuncture"),
        "course.svg": ("Facial rejuvenation", "botox Tue 15 Dec: closed 4 weeks", "Session 5, course"),
    }
    for folder in (tmp_path, ROOT / "docs"):
        for name, words in shown.items():
            svg = (folder / name).read_text(encoding="utf-8")
            assert "<svg" in svg[:500]
            assert [each for each in words if each not in svg] == []
            assert re.search(r"(?:href|src)=[\"']?http|url\([\"']?http|@import", svg) is None
            assert len(svg) < 300_000
