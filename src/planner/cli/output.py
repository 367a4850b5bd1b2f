"""What a command prints beside the terminal's views: a message on stderr, a document on stdout."""

from __future__ import annotations

import json
import sys

import typer
from rich.console import Console
from rich.text import Text


def say(words: str, style: str = "bold red") -> None:
    """A message on stderr, its lines never broken so that they can be searched."""
    Console(stderr=True, highlight=False).print(Text(words, style), soft_wrap=True)


def show_json(document: object) -> None:
    """JSON, in plain ASCII where the stream cannot say all of Unicode."""
    whole = (sys.stdout.encoding or "").lower().startswith("utf")
    typer.echo(json.dumps(document, ensure_ascii=not whole, indent=2))


def show_line(words: str) -> None:
    """A line on stdout that is never broken."""
    Console(soft_wrap=True, highlight=False).print(words, markup=False)
