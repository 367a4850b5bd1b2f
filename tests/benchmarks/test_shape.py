"""The measure of the sources' shape, and the page that shows it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.shape import MOST, PAGE, circles, folders, hidden, imports, modules, participles


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / "house" / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_a_circle_is_found_even_where_an_import_is_hidden(tmp_path: Path) -> None:
    inside = 'def later():\n    return import_module("house.roof.tile")\n'
    known = modules(written(tmp_path, cellar__wall=inside, roof__tile="from house.cellar.wall import later\n"))
    graph = {name: imports(module, known) for name, module in known.items()}
    assert circles(graph) == [["house.cellar.wall", "house.roof.tile"]]
    assert circles(folders(graph, known)) == [["house.cellar", "house.roof"]]
    assert [hidden(module) for module in known.values()] == [1, 0]


def test_names_that_are_no_nouns_are_found() -> None:
    assert participles(["a.placing", "a.taken", "a.booked", "a.booking"]) == ["a.placing", "a.taken", "a.booked"]


def test_the_sources_have_no_circle_and_no_package_that_is_too_large() -> None:
    known = modules()
    graph = {name: imports(module, known) for name, module in known.items()}
    assert circles(graph) == []
    assert circles(folders(graph, known)) == []
    packages = [module.package for name, module in known.items() if name != module.package]
    assert [package for package in set(packages) if packages.count(package) > MOST] == []


def test_the_page_shows_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for what in ("files", "circles of files", "circles of folders", "hidden imports"):
        assert f"| {what} |" in page
