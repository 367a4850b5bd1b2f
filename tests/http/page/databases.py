"""Which databases the stores of a file's tests lie on: one of the two by the file's name, both under `SOAK=1`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from zlib import adler32

from tests.desk.postgres import binaries

DATABASES = ("sqlite", "postgresql")


def databases_of(module: str) -> Sequence[str]:
    """Of `tests.http.page.test_live`, say; where there is no PostgreSQL all lie in files."""
    if os.environ.get("SOAK"):
        return DATABASES
    name = module.rpartition(".")[2]
    return (DATABASES[adler32(name.encode()) % 2] if binaries() else "sqlite",)
