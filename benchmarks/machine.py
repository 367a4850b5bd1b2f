"""What was measured on: the machine, the versions, and the state of the code."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("ortools", "numpy", "pandas")


def machine() -> dict[str, Any]:
    """Processor, cores, memory in GiB, and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    """The processor's name as the system has it; on Linux from /proc/cpuinfo."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def code_of(*folders: str) -> str:
    """The git tree of a folder of the project, of several a digest of theirs, and one of what is not committed;
    `unknown` without git."""
    try:
        trees = [_git("rev-parse", f"HEAD:{folder}").strip() for folder in folders]
        changes = _git("diff", "HEAD", "--binary", "--", *folders)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    tree = (trees[0] if len(trees) == 1 else _digest(" ".join(trees).encode()))[:12]
    return f"{tree}+{_digest(changes.encode())[:8]}" if changes else tree


def _git(*command: str) -> str:
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def digest_of(path: Path) -> str:
    """A digest of a file, or of all files of a folder and their names."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return _digest(b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in files))[:12]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
