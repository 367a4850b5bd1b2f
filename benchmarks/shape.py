"""The shape of the sources, measured: what docs/architecture.md shows under "The shape, measured".

    python -m benchmarks.shape [--write]

Prints the table; `--write` puts it into the page.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- python -m benchmarks.shape --write -->", "<!-- end -->"
MOST = 20
"""Modules that a package may have."""
NOUNS = {
    *("booking", "pricing", "wording", "naming", "numbering", "publishing", "planning"),
    *("sharing", "timing", "unplaced"),
}
"""Names of files that end as gerunds and participles do, and are nouns of the field: a Timing is a type of FHIR, the
unplaced sessions are a table of every roster."""
IRREGULAR = "taken|told|kept|made|found|sent|laid|known|held|given|shown|drawn|written|left|done"


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its lines, its tree."""

    name: str
    package: str
    lines: int
    tree: ast.Module


def modules(sources: Path = SOURCES) -> dict[str, Module]:
    """The modules below a folder of sources, by name; a package goes by its own name."""
    found = {}
    for file in sorted(sources.rglob("*.py")):
        parts = file.relative_to(sources).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = file.read_text(encoding="utf-8")
        found[name] = Module(name, ".".join(parts[:-1]), len(text.splitlines()), ast.parse(text))
    return found


def functions(tree: ast.AST) -> Iterator[int]:
    """The length of each function in lines, without its docstring's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) and first.end_lineno:
                length -= first.end_lineno - first.lineno + 1
            yield length


def imports(module: Module, known: Mapping[str, Module]) -> set[str]:
    """The modules of the project that one imports, wherever in it, those it names to import_module too."""
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{each.name}" for each in node.names} | {node.module}
        elif isinstance(node, ast.Call) and _is_import_module(node):
            names |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    exact = {name for name in names if name in known}
    packages = {name for name in exact if any(other.startswith(f"{name}.") for other in exact)}
    return exact - packages - {module.name}


def hidden(module: Module) -> int:
    """The imports inside functions, and the calls of import_module."""
    inside: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside |= {each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)}
    return len(inside) + sum(isinstance(n, ast.Call) and _is_import_module(n) for n in ast.walk(module.tree))


def _is_import_module(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "import_module"


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of two or more that all reach one another."""
    reach = {name: _reached(graph, name) for name in graph}
    found = {frozenset(other for other in reach[name] if name in reach[other]) for name in graph}
    return sorted(sorted(each) for each in found if len(each) > 1)


def _reached(graph: Mapping[str, Iterable[str]], start: str) -> set[str]:
    seen, ahead = set[str](), [start]
    while ahead:
        for name in graph.get(ahead.pop(), ()):
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return seen


def folders(graph: Mapping[str, Iterable[str]], known: Mapping[str, Module]) -> dict[str, set[str]]:
    """Imports between folders; that of a folder from its own subfolders, and theirs from it, is no import between."""
    found: dict[str, set[str]] = {module.package: set() for module in known.values()}
    for name, targets in graph.items():
        mine = known[name].package
        for target in targets:
            theirs = known[target].package
            if not (f"{mine}.".startswith(f"{theirs}.") or f"{theirs}.".startswith(f"{mine}.")):
                found[mine].add(theirs)
    return found


def participles(known: Iterable[str]) -> list[str]:
    """The modules named by a gerund or a participle."""
    last = {name: name.rpartition(".")[2] for name in known}
    return [name for name, word in last.items() if re.search(f"(ing|ed)$|^({IRREGULAR})$", word) and word not in NOUNS]


def at(lengths: Sequence[int], part: float) -> int:
    """The length that so much of them do not pass."""
    return sorted(lengths)[min(len(lengths) - 1, int(part * len(lengths)))]


def shape(sources: Path = SOURCES) -> dict[str, str]:
    """What is measured, each with its figure in words."""
    known = modules(sources)
    graph = {name: imports(module, known) for name, module in known.items()}
    lines = [module.lines for module in known.values()]
    lengths = [length for module in known.values() for length in functions(module.tree)]
    sizes = Counter(module.package for name, module in known.items() if name != module.package)
    largest, most = sizes.most_common(1)[0]
    named = participles(name for name, module in known.items() if name != module.package)
    return {
        "files": f"{len(lines)}, {sum(lines):,} lines",
        "lines of a file": _spread(lines),
        "lines of a function, less its docstring": _spread(lengths),
        "circles of files": _counted(circles(graph)),
        "circles of folders": _counted(circles(folders(graph, known))),
        "modules of a package": f"{most} at most, in `{largest}`; "
        + (f"{sum(size > MOST for size in sizes.values()) or 'none'} has over {MOST}"),
        "files named by a gerund or a participle": f"{len(named)} of {len(lines)}"
        + (f": {', '.join(name.removeprefix('planner.') for name in named)}" if named else ""),
        "hidden imports": f"{sum(map(hidden, known.values()))} inside functions",
    }


def _spread(lengths: Sequence[int]) -> str:
    return f"{median(lengths):.0f} in the median, {at(lengths, 0.95)} for 95 of 100, {max(lengths)} at most"


def _counted(found: list[list[str]]) -> str:
    return f"{len(found)}" + "".join(f"; {', '.join(each)}" for each in found)


def table(sources: Path = SOURCES) -> str:
    """The table, as Markdown."""
    rows = "".join(f"| {what} | {figure} |\n" for what, figure in shape(sources).items())
    return f"| what | measured |\n| --- | --- |\n{rows}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the shape of the sources.")
    parser.add_argument("--write", action="store_true", help="put the table into docs/architecture.md")
    measured = table()
    print(measured, end="")
    if parser.parse_args().write:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{measured}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
