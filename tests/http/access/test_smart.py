"""Programs that sign for short-lived tokens, by a client of SMART Backend Services that knows nothing of planner."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from planner.http.access.scopes import SCOPES
from planner.http.access.smart_scopes import granted
from tests.http.worlds import Client, Served

WITHOUT_FACTS = ("Appointment", "Slot", "Schedule", "Location")
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Program:
    """One with a pair of keys, which an administrator has registered."""

    def __init__(self, served: Served, scopes: list[str], algorithm: str = "ES384") -> None:
        self.served, self.algorithm = served, algorithm
        self.anybody = served.with_headers({}).http
        self.private: Any = (
            ec.generate_private_key(ec.SECP384R1())
            if algorithm == "ES384"
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )
        self.admin = served.client().http
        said = {"name": f"hospital {len(served.clients)}", "scopes": scopes, "jwks": self.public()}
        self.id = self.admin.post("/v1/programs", json=said).json()["id"]
        told = self.anybody.get("/fhir/R4/.well-known/smart-configuration").json()
        assert algorithm in told["token_endpoint_auth_signing_alg_values_supported"]
        self.endpoint = told["token_endpoint"]

    def public(self, kid: str = "k1") -> dict[str, Any]:
        writer = ECAlgorithm if self.algorithm == "ES384" else RSAAlgorithm
        return {"keys": [{**json.loads(writer.to_jwk(self.private.public_key())), "kid": kid}]}

    def signed(self, kid: str = "k1", **more: Any) -> str:
        end = datetime.now(UTC) + timedelta(minutes=4)
        claims = {"iss": self.id, "sub": self.id, "aud": self.endpoint, "exp": end, "jti": str(end), **more}
        return jwt.encode(claims, self.private, self.algorithm, {"kid": kid})

    def asks(self, scope: str = "system/Appointment.rs", signed: str | None = None, **more: str) -> tuple[int, Any]:
        form = {"grant_type": "client_credentials", "scope": scope, "client_assertion_type": TYPE}
        said = self.anybody.post(self.endpoint, data={**form, "client_assertion": signed or self.signed(), **more})
        assert said.headers["cache-control"] == "no-store"
        return said.status_code, said.json()

    def client(self, scope: str) -> Client:
        _, token = self.asks(scope)
        return self.served.with_headers({"Authorization": f"Bearer {token['access_token']}"})


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_a_program_signs_for_a_token_and_books_with_it(served: Served, algorithm: str) -> None:
    program = Program(served, ["offer", "book"], algorithm)
    status, token = program.asks("system/Appointment.cruds system/Patient.rs launch")
    assert (status, token["scope"], token["expires_in"]) == (200, "system/Appointment.cruds", 300)
    assert program.client("system/Appointment.cruds").offers("a")
    assert program.client("system/Appointment.cruds").booked("a")["rows"]
    assert program.client("system/Appointment.cruds").get("/fhir/R4/Appointment").status_code == 403


@pytest.mark.parametrize(
    ("asked", "given", "scopes"),
    [
        ("system/Appointment.rs", "system/Appointment.rs", ("offer",)),
        ("system/Appointment.read", "system/Appointment.read", ("offer",)),
        ("system/Appointment.c", "system/Appointment.c", ("offer", "book")),
        ("system/Patient.rs system/AuditEvent.rs system/CarePlan.read", "", ()),
        ("system/Patient.u", "system/Patient.u", ("facts",)),
        ("system/AuditEvent.*", "system/AuditEvent.*", ("admin",)),
        ("system/*.s", " ".join(f"system/{type}.s" for type in WITHOUT_FACTS), ("offer",)),
        ("system/Practitioner.cruds launch", "", ()),
    ],
)
def test_who_asks_to_read_is_granted_nothing_that_writes(asked: str, given: str, scopes: tuple[str, ...]) -> None:
    assert granted(asked, SCOPES) == (given, scopes)


def test_of_all_types_those_are_granted_that_the_program_may_have() -> None:
    words, scopes = granted("system/*.cruds", ["offer", "book"])
    assert {each.split("/")[1] for each in words.split()} == {f"{of}.cruds" for of in WITHOUT_FACTS}
    assert scopes == ("offer", "book")


def test_a_token_may_ask_no_more_than_was_asked_for(served: Served) -> None:
    program = Program(served, ["offer", "book", "facts", "publish", "admin"])
    slots = program.client("system/Slot.rs")
    assert slots.get("/v1/plans/a/offers").status_code == 200
    assert slots.get("/fhir/R4/Appointment").status_code == 403
    assert program.client("system/*.rs").get("/fhir/R4/AuditEvent").status_code == 403
    assert program.client("system/*.cruds").get("/fhir/R4/AuditEvent").status_code == 200
    assert program.client("system/Patient.cruds").get("/fhir/R4/Appointment").status_code == 200


def test_what_was_shown_is_not_taken_again(served: Served) -> None:
    program = Program(served, ["offer", "book"])
    signed = program.signed()
    assert program.asks(signed=signed)[0] == 200
    status, told = program.asks(signed=signed)
    assert (status, told["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "http://elsewhere.example/token"},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": datetime.now(UTC) + timedelta(days=300)},
        {"exp": 10**18},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"sub": "somebody"},
        {"iss": "somebody", "sub": "somebody"},
        {"jti": None},
        {"kid": "another"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_is_not_signed_as_it_must_be_is_refused(served: Served, wrong: dict[str, Any]) -> None:
    program = Program(served, ["offer", "book"])
    status, told = program.asks(signed=program.signed(**wrong))
    assert (status, told["error"]) == (401, "invalid_client")


def test_an_end_that_is_text_or_has_parts_of_a_second_is_read(served: Served) -> None:
    program, end = Program(served, ["offer"]), (datetime.now(UTC) + timedelta(minutes=4)).timestamp()
    for number, said in enumerate((end, str(int(end)))):
        assert program.asks("system/Slot.rs", program.signed(exp=said, jti=str(number)))[0] == 200


def test_another_ones_signature_is_refused_and_so_is_none(served: Served) -> None:
    program, other = Program(served, ["offer"]), Program(served, ["offer"])
    assert program.asks(signed=other.signed(iss=program.id, sub=program.id))[0] == 401
    unsigned = jwt.encode({"iss": program.id, "aud": program.endpoint, "jti": "1"}, "", "none", {"kid": "k1"})
    assert program.asks(signed=unsigned)[0] == 401
    assert program.asks(signed="x.y")[0] == 401


def test_what_is_asked_otherwise_is_told_by_oauths_codes(served: Served) -> None:
    program = Program(served, ["offer"])
    assert program.asks("system/AuditEvent.cruds")[1]["error"] == "invalid_scope"
    assert program.asks(grant_type="password")[1]["error"] == "unsupported_grant_type"
    assert program.asks(client_assertion_type="other")[1]["error"] == "invalid_request"


def test_keys_are_changed_and_a_program_is_ended(served: Served) -> None:
    program = Program(served, ["offer"])
    assert program.admin.put(f"/v1/programs/{program.id}/keys", json={"jwks": program.public("k2")}).status_code == 200
    assert (program.asks("system/Slot.rs")[0], program.asks("system/Slot.rs", program.signed("k2"))[0]) == (401, 200)
    assert program.admin.delete(f"/v1/tokens/{program.id}").status_code == 204
    assert program.asks("system/Slot.rs", program.signed("k2", jti="later"))[0] == 401


def test_a_private_key_is_not_taken(served: Served) -> None:
    program = Program(served, ["offer"])
    private = {"keys": [{**json.loads(ECAlgorithm.to_jwk(program.private)), "kid": "k1"}]}
    said = program.admin.post("/v1/programs", json={"name": "careless", "scopes": ["offer"], "jwks": private})
    assert said.status_code == 400
    assert "keep it to yourself" in said.json()["detail"]
