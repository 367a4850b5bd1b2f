"""A clinic to and from FHIR: export, import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.options import From, Until, clinic_in
from planner.cli.commands.target import desk_of, is_store, laid_over
from planner.cli.output import show_line
from planner.cli.terminal.clinic import show_warnings
from planner.clinic import Appointment, Clinic, Days
from planner.clinic.appointments import HELD
from planner.errors import Nonsense
from planner.fhir.bundle import ENDING, bulk, bundle, encoded
from planner.fhir.export import refuse_losses, resources_of
from planner.fhir.intake import read_clinic
from planner.fhir.release import R4, release_of
from planner.fhir.xml import write_xml
from planner.files.atomic import put_in_place

group = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
ENDINGS = (ENDING, ".json", ".xml")
Place = Annotated[str, typer.Argument(metavar="CLINIC", help="The clinic's folder or workbook, or a desk's store.")]


@group.callback()
def about() -> None:
    """A clinic to and from FHIR, R4 and R5: what booking portals and record systems speak."""


@group.command()
def export(
    place: Place,
    to: Annotated[
        Path, typer.Option(metavar="PATH", help="A Bundle .json or .xml, or a folder for Bulk Data, a file a type.")
    ],
    release: Annotated[str, typer.Option(metavar="R4|R5", help="The release of FHIR.")] = R4.name,
    first: From = None,
    last: Until = None,
) -> None:
    """Write a clinic as FHIR; with --from and --until the Schedules and Slots of these days too."""
    spoken = release_of(release)
    if (first is None) != (last is None):
        raise Nonsense("give both --from and --until, or neither")
    if first and last and last < first:
        raise Nonsense(f"--until {last} is before --from {first}")
    clinic, entries, held = _read(place)
    resources = resources_of(clinic, spoken, Days(first, last) if first else None, entries, held)
    refuse_losses(clinic, resources)
    put_in_place(_files(to, resources))
    show_line(f"Wrote {to}: {len(resources)} resources of {spoken.name} ({spoken.version}).")


def _files(to: Path, resources: list[dict[str, Any]]) -> Mapping[Path, bytes]:
    ending = to.suffix.lower()
    if ending == ".json":
        return {to: encoded(bundle(resources))}
    if ending == ".xml":
        return {to: write_xml(bundle(resources))}
    if ending or to.is_file():
        raise Nonsense(f"{to} is no place for FHIR; end it in .json or .xml, or name a folder for Bulk Data")
    if others := sorted(path.name for path in to.glob("*")):
        raise Nonsense(f"{to} holds {others[0]} already, which would be mixed with this; name another folder")
    return {to / name: text.encode() for name, text in bulk(resources).items()}


@group.command("import")
def import_(
    place: Place,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Bundles or resources .json or .xml, .ndjson, or folders of them."),
    ],
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="TYPE", help="Only resources of this type; more than once.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken, and write nothing.")] = False,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who asks, for a store's journal.")] = "planner fhir",
) -> None:
    """Lay what FHIR says over a clinic: what is there of the same id is replaced, nothing is taken away.

    A folder that is not there is made of what planner has exported. What cannot be understood is told with its path;
    where something cannot be, nothing is written.
    """
    files = dict(_contents(paths))
    with laid_over(place, who, "FHIR") as (base, keep):
        taken = read_clinic(files, base, only or ())
        show_warnings(Console(), taken.warnings)
        if not dry_run:
            keep(taken.clinic)
    counts = ", ".join(f"{number} {type}" for type, number in sorted(taken.counts.items())) or "nothing"
    show_line(f"{'Would take' if dry_run else 'Took'} into {place}: {counts}.")


def _contents(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        inside = sorted(each for each in path.glob("*") if each.suffix.lower() in ENDINGS) if path.is_dir() else [path]
        if not inside:
            raise Nonsense(f"{path} holds no file in {', '.join(ENDINGS)}")
        yield from ((str(each), each.read_bytes()) for each in inside)


def _read(place: str) -> tuple[Clinic, list[Any], list[Appointment]]:
    """The clinic of a folder, a workbook or a store, and the store's journal and the places on hold."""
    if not is_store(place):
        return clinic_in(Path(place)), [], []
    with desk_of(place) as desk:
        held = [row for row in desk.appointments() if row.status == HELD]
        return desk.clinic(), list(desk.journal()), held
