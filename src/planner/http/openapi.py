"""The OpenAPI document: that of the framework, with problems as what they are and lengths as documents say them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Response
from fastapi.openapi.utils import get_openapi

from planner.http.problems.document import MEDIA_TYPE
from planner.http.schemas.documents import Problem
from planner.http.schemas.examples import BODIES
from planner.http.schemas.service import Message
from planner.http.webhooks.events import EVENTS

LENGTH = {"type": "string", "format": "duration"}
UNSAID = (("uniqueItems", True), ("default", None))
"""What is named twice in a set is taken once, and not refused; what is null unless told need not be there."""


def describe(app: FastAPI) -> None:
    """Let an application tell its document, made when it is first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                webhooks=told().routes,
                license_info={"name": "MIT", "identifier": "MIT"},
                servers=[{"url": "/"}],
            )
            schemas = made["components"]["schemas"] | _problem()
            made["components"]["schemas"] = dict(sorted(schemas.items()))
            app.openapi_schema = _shared(_exemplified(_mended(made)))
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _problem() -> dict[str, Any]:
    """The schemas of what routes refuse with. They name it by its reference, since a model for each status of each of
    them would be read again and again."""
    schema = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def told() -> APIRouter:
    """The messages that webhooks are sent, as the document has them."""
    router = APIRouter()
    for event, words in EVENTS.items():
        router.add_api_route(
            event,
            _receive,
            methods=["POST"],
            operation_id=event.replace(".", "_"),
            summary=event,
            description=f"{words[0].upper()}{words[1:]}. Signed as Standard Webhooks 1.0.0; any status 2xx takes it.",
            response_class=Response,
            status_code=204,
            tags=["webhooks"],
        )
    return router


def _receive(
    body: Message,
    id: Annotated[str, Header(alias="webhook-id", description="The same each time that the message is sent.")],
    timestamp: Annotated[int, Header(alias="webhook-timestamp", description="Of the attempt, in seconds.")],
    signature: Annotated[str, Header(alias="webhook-signature", description="One or more `v1,…`, by spaces.")],
) -> None:
    """What a receiver has."""


def _exemplified(made: dict[str, Any]) -> dict[str, Any]:
    """The document with an example of each body that an operation takes."""
    for operations in made["paths"].values():
        for operation in operations.values():
            if operation["operationId"] in BODIES:
                for body in operation["requestBody"]["content"].values():
                    body["example"] = BODIES[operation["operationId"]]
    return made


def _shared(made: dict[str, Any]) -> dict[str, Any]:
    """The document with each refusal said once."""
    refusals: dict[str, Any] = {}
    for operations in made["paths"].values():
        for operation in operations.values():
            for status, answered in operation["responses"].items():
                if list(answered.get("content", {})) == [MEDIA_TYPE]:
                    refusals[status] = answered
                    operation["responses"][status] = {"$ref": f"#/components/responses/{status}"}
    made["components"]["responses"] = refusals
    return made


def _mended(node: Any) -> Any:
    """A part of the document as it is answered."""
    if isinstance(node, list):
        return [_mended(each) for each in node]
    if not isinstance(node, dict):
        return node
    if LENGTH.items() <= node.items():
        rest = {name: each for name, each in node.items() if name not in LENGTH and name != "default"}
        return {**rest, "type": "number", "description": "in seconds"}
    return {name: _mended(each) for name, each in node.items() if (name, each) not in UNSAID}
