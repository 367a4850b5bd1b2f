"""How long a clinic takes to FHIR and back, and how much memory: `python -m benchmarks.fhir`.

The clinic is the example, its patients repeated until its Bundle has so many entries.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

from planner.clinic import Clinic, Entry, Patient, Plan
from planner.fhir.bundle import bundle, encoded
from planner.fhir.export import resources_of
from planner.fhir.intake import read_clinic
from planner.fhir.release import release_of
from planner.fhir.xml import write_xml
from planner.files.reading import read

EXAMPLE = "examples/maple-street"


def grown(clinic: Clinic, entries: int) -> Clinic:
    """The clinic with its patients, their plans and appointments again and again, under other ids."""
    patients: dict[str, Patient] = dict(clinic.patients)
    plans: dict[str, Plan] = dict(clinic.plans)
    book: list[Entry] = list(clinic.book)
    size, copies = len(resources_of(clinic)), 0
    each = len(clinic.patients) + 3 * len(clinic.plans) + len(clinic.book)
    while size + copies * each < entries:
        copies += 1
        patients |= {f"{copies}-{id}": replace(one, id=f"{copies}-{id}") for id, one in clinic.patients.items()}
        plans |= {
            f"{copies}-{id}": replace(one, id=f"{copies}-{id}", patient=f"{copies}-{one.patient}")
            for id, one in clinic.plans.items()
        }
        book += [replace(one, id=f"{copies}-{one.id}", plan=f"{copies}-{one.plan}") for one in clinic.book]
    return replace(clinic, patients=patients, plans=plans, book=tuple(book))


def measured(release: str, form: str, entries: int) -> dict[str, Any]:
    """Seconds of processor time out and in, and the greatest memory, in a process of its own."""
    clinic = grown(read(EXAMPLE), entries)
    before = _memory()
    start = time.process_time()
    resources = resources_of(clinic, release_of(release))
    content = (write_xml if form == "xml" else encoded)(bundle(resources))
    out = time.process_time()
    found = read_clinic({f"clinic.{form}": content}).clinic
    back = time.process_time()
    if found != clinic:
        raise SystemExit("the clinic did not come back equal")
    return {
        **{"release": release, "form": form, "entries": len(resources), "megabytes": round(len(content) / 1e6, 1)},
        **{"out": round(out - start, 2), "in": round(back - out, 2), "memory": round((_memory() - before) / 1024)},
    }


def _memory() -> int:
    """The greatest resident size so far, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--one", nargs=2, metavar=("RELEASE", "FORM"), help="measure this one in this process")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(*given.one, given.entries)))
        return
    print("release  form  entries     MB  out s   in s  more memory MB")
    for release in ("R4", "R5"):
        for form in ("json", "xml"):
            command = [sys.executable, "-m", "benchmarks.fhir", "--entries", str(given.entries), "--one", release, form]
            row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            print(
                f"{release:7}  {form:4}  {row['entries']:7}  {row['megabytes']:5}  {row['out']:5}  {row['in']:5}"
                f"  {row['memory']:14}"
            )


if __name__ == "__main__":
    main()
