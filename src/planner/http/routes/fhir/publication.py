"""Free times for anybody, as SMART Scheduling Links publishes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from fastapi import Request, Response

from planner.errors import UnknownName
from planner.fhir.operations import publication
from planner.fhir.release import release_of
from planner.http.dependencies import TheDesk
from planner.http.routes.fhir.answers import answer, base, routes

PUBLISHED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Free times.", "content": {"application/json": {}, "application/fhir+ndjson": {}}},
    304: {"description": "They are as they were."},
}
router = routes()
POLL = 60
"""Seconds for which published free times are as good as new."""


@router.get("/$bulk-publish", operation_id="fhirBulkPublish", responses=PUBLISHED)
def bulk_publish(release: str, request: Request, desk: TheDesk) -> Response:
    """The manifest of published free times (SMART Scheduling Links)."""
    files = publication.published(desk, release_of(release))
    document = publication.manifest(files, base(request), datetime.now(UTC).replace(microsecond=0))
    return _cached(request, json.dumps(document).encode(), "application/json", "".join(files.values()))


@router.get("/bulk/{name}", operation_id="fhirBulkFile", responses=PUBLISHED)
def bulk_file(name: str, release: str, request: Request, desk: TheDesk) -> Response:
    """A file of it, one resource a line."""
    files = publication.published(desk, release_of(release))
    if name not in files:
        return answer(request, lambda: _unknown(name))
    return _cached(request, files[name].encode(), "application/fhir+ndjson", files[name])


def _cached(request: Request, content: bytes, kind: str, of: str) -> Response:
    """With an ETag of what is free, so that who asks again is told that nothing has changed."""
    etag = f'"{sha256(of.encode()).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={POLL}"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _unknown(name: str) -> Any:
    raise UnknownName("file", name, [f"{each}.ndjson" for each in publication.PUBLISHED])
