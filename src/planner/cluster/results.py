"""The folder of a run: a result a digest, put in place whole; who is at which; and the manifest."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from planner.cluster.job import SOLVED, Job, Outcome
from planner.cluster.manifest import Manifest
from planner.errors import Nonsense
from planner.files.atomic import folder_in_place, put_in_place

RUN = "run.json"
"""Beside a roster's own files: its outcome."""


class Results:
    """What a run has made so far. `make` prepares its folder; whoever opens it afterwards finds it there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.manifest = Manifest(out / "manifest.jsonl")

    @classmethod
    def make(cls, out: Path) -> Results:
        """Raises Nonsense for a clinic's own folder, and OSError where nothing can be written."""
        from planner.roster.files import refuse_unwritable  # loads the tables, which a worker does without

        refuse_unwritable(out)
        for name in ("results", "clinics", "claims"):
            (out / name).mkdir(parents=True, exist_ok=True)
        results = cls(out)
        results.manifest.path.touch()
        return results

    @classmethod
    def there(cls, out: Path) -> Results:
        """Raises Nonsense where this machine does not see what the driver has made."""
        results = cls(out)
        if not results.manifest.path.is_file():
            raise Nonsense(f"this worker sees no {out}; clinics and results must be in folders that all machines share")
        return results

    def folder(self, digest: str) -> Path:
        return self.out / "results" / digest

    def outcome(self, digest: str) -> Outcome | None:
        """The outcome of a result that is in place, `found`; None where there is none."""
        try:
            return replace(Outcome.from_json((self.folder(digest) / RUN).read_bytes()), found=True)
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
            return None

    @contextmanager
    def claimed(self, digest: str) -> Iterator[bool]:
        """Whether nobody else is at this digest, and nobody will be until the block ends.

        It is a lock of the operating system's, so it ends with the process that has it, however that ends.
        """
        with (self.out / "claims" / digest).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def place(self, digest: str) -> Iterator[Path]:
        """A new folder that becomes the result when the block ends; what a killed run left of it before is dropped."""
        for left in (self.out / "results").glob(f".{digest}.*"):
            shutil.rmtree(left, ignore_errors=True)
        with folder_in_place(self.folder(digest)) as new:
            yield new

    def keep(self, new: Path, outcome: Outcome) -> None:
        put_in_place({new / RUN: outcome.as_json().encode()})

    def note(self, job: Job, outcome: Outcome) -> None:
        """An outcome as a line of the manifest."""
        self.manifest.add(outcome.what, job.digest, {"clinic": job.name, **asdict(outcome)})

    def adopt(self, job: Job) -> Outcome | None:
        """The result of a job if it is there, noted in the manifest if that could not be done when it was made."""
        outcome = self.outcome(job.digest)
        if outcome and (SOLVED, job.digest) not in ((line["what"], line["digest"]) for line in self.manifest.lines()):
            self.note(job, outcome)
        return outcome
