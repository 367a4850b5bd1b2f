"""Broken inputs, the same for the same chance: folders, workbooks, DataFrames, rosters with a few things spoiled."""

from __future__ import annotations

import csv
import io
import random
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pandas as pd
from lxml import etree

from planner.files.reading.tables import TABLES
from planner.files.starting.workbooks import new_workbook
from tests.files.reading.worlds import CSVS, FURTHER, TOML
from tests.fuzz import oddities

CLINIC = {"clinic.toml": TOML, **CSVS, **FURTHER}


# --- files of text ----------------------------------------------------------------------------------------------------


def spoiled(chance: random.Random, files: dict[str, str]) -> dict[str, bytes]:
    """Files with one to three things spoiled."""
    found = {name: text.encode() for name, text in files.items()}
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(found))
        by_kind = [*_RAW, _other_value] if name.endswith(".toml") else [*_RAW, *_TABLE, *_TABLE]
        found[name] = chance.choice(by_kind)(chance, found[name])
        if chance.random() < 0.1:
            other = chance.choice([*found, "strange.csv", "PLANS.CSV", "clinic.toml~"])
            found[other] = found.pop(name)
    return found


def _cut_short(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _other_bytes(chance: random.Random, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        found[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return bytes(found)


def _other_encoding(chance: random.Random, content: bytes) -> bytes:
    text = content.decode(errors="replace")
    return text.encode(chance.choice(["utf-16", "utf-8-sig", "latin-1", "cp037"]), errors="replace")


def _other_value(chance: random.Random, content: bytes) -> bytes:
    lines = content.decode(errors="replace").splitlines()
    told = [at for at, line in enumerate(lines) if "=" in line]
    if told:
        at = chance.choice(told)
        lines[at] = f"{lines[at].split('=')[0]} = {chance.choice(oddities.TOML)}"
    if chance.random() < 0.3:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines or [""]))
    return "\n".join(lines).encode()


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(errors="replace").replace("\0", ""), newline="")))


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="surrogatepass")


def _other_cell(chance: random.Random, content: bytes) -> bytes:
    rows = [row for row in _rows(content) if row]
    if rows:
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(oddities.TEXTS)
    return _written(rows)


def _other_rows(chance: random.Random, content: bytes) -> bytes:
    rows = _rows(content)
    for _ in range(chance.randint(1, 3)):
        if rows and chance.random() < 0.5:
            del rows[chance.randrange(len(rows))]
        elif rows:
            rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
    return _written(rows)


def _other_column(chance: random.Random, content: bytes) -> bytes:
    rows, at = _rows(content), chance.randrange(9)
    for row in rows:
        if at < len(row):
            row[at : at + 1] = chance.choice([[], row[at : at + 1] * 2])
    return _written(rows)


_RAW: list[Callable[[random.Random, bytes], bytes]] = [_cut_short, _other_bytes, _other_encoding]
_TABLE: list[Callable[[random.Random, bytes], bytes]] = [_other_cell, _other_cell, _other_rows, _other_column]


# --- a workbook -------------------------------------------------------------------------------------------------------


@cache
def whole_parts() -> dict[str, bytes]:
    """The parts of the sample's workbook."""
    with TemporaryDirectory() as folder:
        new_workbook(path := Path(folder) / "clinic.xlsx", today=date(2026, 11, 22))
        with ZipFile(path) as package:
            return {name: package.read(name) for name in package.namelist()}


def workbook(chance: random.Random) -> bytes:
    """A workbook with one to four of its XML parts, or its package, spoiled."""
    parts = dict(whole_parts())
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([name for name in parts if name.startswith("xl/") and "drawing" not in name])
        if chance.random() < 0.85:
            parts[name] = _other_xml(chance, parts[name])
        elif chance.random() < 0.5:
            parts[name] = chance.choice(_RAW)(chance, parts[name])
        else:
            del parts[name]
    content = io.BytesIO()
    with ZipFile(content, "w", chance.choice([ZIP_DEFLATED, ZIP_DEFLATED, ZIP_STORED, ZIP_BZIP2, ZIP_LZMA])) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    whole = content.getvalue()
    return chance.choice([_cut_short, _other_bytes])(chance, whole) if chance.random() < 0.15 else whole


def _other_xml(chance: random.Random, content: bytes) -> bytes:
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return content
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    for _ in range(chance.randint(1, 3)):
        each = chance.choice(elements)
        names = sorted(each.attrib)
        at = chance.random()
        if names and at < 0.5:
            name = chance.choice(names)
            odd = [
                *oddities.REFERENCES,
                *oddities.NUMBERS,
                "s",
                "e",
                "str",
                "b",
                "inlineStr",
                "../../x",
                each.get(name),
            ]
            each.set(name, str(chance.choice(odd)))
        elif at < 0.8:
            each.text = chance.choice([*oddities.NUMBERS, *(text for text in oddities.TEXTS if _fits_xml(text))])
        elif (parent := each.getparent()) is not None and at < 0.9:
            parent.remove(each)
        elif parent is not None:
            parent.append(etree.fromstring(etree.tostring(each)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _fits_xml(text: str) -> bool:
    try:
        etree.Element("x").text = text
    except ValueError:
        return False
    return True


# --- DataFrames -------------------------------------------------------------------------------------------------------


def frames(chance: random.Random) -> dict[str, Any]:
    """A clinic as DataFrames, with one to three things spoiled."""
    found: dict[str, Any] = {"clinic": TOML}
    for table in TABLES:
        if f"{table.name}.csv" in CLINIC:
            found[table.name] = pd.read_csv(io.StringIO(CLINIC[f"{table.name}.csv"])).astype(object)
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(found))
        if name == "clinic":
            other = [_other_value(chance, TOML.encode()).decode(), {"name": chance.choice(oddities.VALUES)}, 5, None]
            found[name] = chance.choice(other)
        elif not isinstance(found[name], pd.DataFrame) or chance.random() < 0.05:
            found[name] = chance.choice(oddities.VALUES)
        else:
            found[name] = _other_frame(chance, found[name])
    return found


def _other_frame(chance: random.Random, frame: pd.DataFrame) -> pd.DataFrame:
    at = chance.random()
    if at < 0.7 and frame.size:
        columns = {number: list(frame.iloc[:, number]) for number in range(frame.shape[1])}
        column = chance.randrange(frame.shape[1])
        columns[column][chance.randrange(len(frame))] = chance.choice([*oddities.VALUES, *oddities.TEXTS])
        found = pd.DataFrame({number: pd.Series(values, dtype=object) for number, values in columns.items()})
        return found.set_axis(frame.columns, axis=1)
    if at < 0.8 and frame.shape[1]:
        dropped = chance.randrange(frame.shape[1])  # by place: a column may be called what nobody can look up
        return frame.iloc[:, [place for place in range(frame.shape[1]) if place != dropped]]
    if at < 0.9:
        return pd.concat([frame, frame])
    return frame.set_axis([chance.choice(oddities.VALUES[:8]) for _ in frame.columns], axis=1)


def crc(content: bytes) -> int:
    """A mark of a content, to see that it stays."""
    return zlib.crc32(content)


def marks(folder: Path) -> Iterator[tuple[str, int]]:
    """What lies in a folder, each file with its mark."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)), crc(path.read_bytes()) if path.is_file() else -1
