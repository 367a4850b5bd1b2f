"""A calendar that is published at an address: asked for again only where it has changed, and never told in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from planner.errors import Nonsense
from planner.jobs.calendars import address
from planner.jobs.calendars.address import content_of
from tests.jobs.calendars.worlds import served


class Published:
    """A server that knows conditional requests, and what it was asked."""

    def __init__(self, by: str) -> None:
        self.by, self.content, self.version, self.asked = by, b"one", "1", list[str]()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        name, ask = {"ETag": ("ETag", "HTTP_IF_NONE_MATCH"), "date": ("Last-Modified", "HTTP_IF_MODIFIED_SINCE")}[
            self.by
        ]
        mark = f'"{self.version}"' if self.by == "ETag" else f"Mon, 0{self.version} Jun 2026 00:00:00 GMT"
        same = environ.get(ask) == mark
        self.asked.append("304" if same else "200")
        start("304 Not Modified" if same else "200 OK", [(name, mark)])
        return [] if same else [self.content]


@pytest.mark.parametrize("by", ["ETag", "date"])
def test_only_what_has_changed_is_sent_again(by: str, tmp_path: Path) -> None:
    published = Published(by)
    with served(published) as url:
        assert content_of(f"{url}/a.ics", tmp_path) == b"one"
        assert content_of(f"{url}/a.ics", tmp_path) == b"one"
        published.content, published.version = b"two", "2"
        assert content_of(f"{url}/a.ics", tmp_path) == b"two"
        assert content_of(f"{url}/b.ics", tmp_path) == b"two"
    assert published.asked == ["200", "304", "200", "200"]


def test_a_lost_or_damaged_cache_is_asked_for_again(tmp_path: Path) -> None:
    published = Published("ETag")
    with served(published) as url:
        content_of(f"{url}/a.ics", tmp_path)
        next(tmp_path.glob("*.json")).write_text("{", encoding="utf-8")
        assert content_of(f"{url}/a.ics", tmp_path) == b"one"
        next(tmp_path.glob("*.ics")).unlink()
        assert content_of(f"{url}/a.ics", tmp_path) == b"one"
    assert published.asked == ["200", "200", "200"]


def test_what_does_not_answer_is_refused_without_its_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object, start: Callable[..., Any]) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    with served(missing) as url, pytest.raises(Nonsense, match=r"127\.0\.0\.1:\d+/… answers 404") as refused:
        content_of(f"{url}/secret.ics", tmp_path)
    assert "secret" not in str(refused.value)
    with pytest.raises(Nonsense, match="does not answer"):
        content_of("http://127.0.0.1:9/secret.ics", tmp_path)
    monkeypatch.setattr(address, "LARGEST", 2)
    with served(Published("ETag")) as url, pytest.raises(Nonsense, match="over 2 bytes"):
        content_of(f"{url}/a.ics", tmp_path)
    assert list(tmp_path.iterdir()) == []
