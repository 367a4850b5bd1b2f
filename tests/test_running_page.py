"""docs/running.md is true: its unit and its Containerfile say what there is, and its tables are those of the code."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from importlib.util import find_spec

from typer import Context, Typer
from typer.core import TyperCommand
from typer.main import get_command

from planner.cli.commands.serve import serve
from planner.cli.lazy import LazyGroup
from planner.cli.main import app
from planner.http.webhooks.events import EVENTS
from tests.pages import blocks, read, table

PAGE = read("docs/running.md")
program = Typer(add_completion=False)
program.command()(serve)
(UNIT,), (CONTAINERFILE,) = blocks(PAGE, "ini"), blocks(PAGE, "dockerfile")


def parsed(words: list[str]) -> dict[str, object]:
    """The options of a command line that begins with planner, as planner reads them."""
    assert words[:2] == ["planner", "serve"]
    group = get_command(app)
    assert isinstance(group, LazyGroup)
    with Context(group, info_name="planner") as above:
        name, command, rest = group.resolve_command(above, words[1:])
        assert isinstance(command, TyperCommand)
        return dict(command.make_context(name, list(rest), parent=above).params)


def test_the_units_line_is_read_by_planner() -> None:
    (line,) = re.findall(r"^ExecStart=(.+)$", UNIT, flags=re.MULTILINE)
    path, *words = shlex.split(line)
    assert path.endswith("/bin/planner")
    said = parsed(["planner", *words])
    assert (said["secure"], said["log_format"], said["drain"]) == (True, "json", 5.0)


def test_the_containers_lines_are_read_by_planner() -> None:
    entry, default = (
        json.loads(re.findall(rf"^{name} (\[.+\])$", CONTAINERFILE, re.MULTILINE)[0]) for name in ("ENTRYPOINT", "CMD")
    )
    assert parsed([*entry, *default])["host"] == "0.0.0.0"
    (arguments,) = re.findall(r"`docker run planner (.+?)`", PAGE)
    assert parsed([*entry, *shlex.split(arguments)])["workers"] == 4


def test_what_the_container_is_built_by_is_there() -> None:
    (extra,) = re.findall(r"'/src\[(\w+)\]'", CONTAINERFILE)
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert extra in project["optional-dependencies"]
    (module,) = re.findall(r"python -m ([\w.]+)", CONTAINERFILE)
    assert find_spec(module)
    (image,) = re.findall(r"^FROM \S+python:([\d.]+)-slim$", CONTAINERFILE, flags=re.MULTILINE)
    assert tuple(map(int, image.split("."))) >= (3, 11)
    code = json.loads(re.findall(r"^HEALTHCHECK CMD (\[.+\])$", CONTAINERFILE, flags=re.MULTILINE)[0])
    compile(code[2], "HEALTHCHECK", "exec")


def test_every_option_is_on_the_page() -> None:
    params = get_command(program).params
    options = {param.opts[0] for param in params if param.param_type_name == "option"}
    options -= {"--help", "--from", "--example"}  # of the first minute
    assert options == set(re.findall(r"`?(--[a-z-]+)", " ".join(row[0] for row in table(PAGE, "Running the service"))))


def test_the_events_of_webhooks_are_on_their_page() -> None:
    assert dict(table(read("docs/http.md"), "Webhooks")) == dict(EVENTS)
