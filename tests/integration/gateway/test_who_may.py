"""Who may call the gateway, how often, and how much at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hub.gateway.identity import AUDIENCE, new_key
from hub.gateway.limits import MOST_BYTES
from tests.integration.gateway.conftest import Town, report

INBOX = "/v1/inbox"
FOR_AGENCIES = (
    ("GET", INBOX, INBOX),
    ("GET", "/v1/inbox/stream", "/v1/inbox/stream"),
    ("POST", "/v1/inbox/receipts", "/v1/inbox/receipts"),
    ("POST", "/v1/submissions", "/v1/submissions"),
    ("GET", "/v1/deliveries/x", "/v1/deliveries/{delivery_id}"),
    ("GET", "/v1/disputes/x/timeline", "/v1/disputes/{number}/timeline"),
    ("GET", "/v1/dossiers/x:1?purpose=test", "/v1/dossiers/{root}"),
    ("PUT", "/v1/dossiers/x:1", "/v1/dossiers/{root}"),
    ("POST", "/v1/tokens", "/v1/tokens"),
    ("GET", "/v1/statistics/2026-03", "/v1/statistics/{month}"),
    ("GET", "/v1/statistics/stream", "/v1/statistics/stream"),
)
FOR_ALL = (
    "/health/live", "/health/ready", "/metrics", "/asyncapi.json", "/v1/codes", "/subjects", "/config",
    "/schemas/types", "/subjects/{subject}/versions", "/subjects/{subject}/versions/{version}",
    "/schemas/ids/{schema_id}", "/schemas/ids/{schema_id}/versions",
)  # fmt: skip


def signed(now: datetime, key: bytes, *, kid: str = "k", algorithm: str = "EdDSA", **claims: object) -> str:
    told: dict[str, Any] = {"iss": "court", "aud": AUDIENCE, "iat": now, "exp": now + timedelta(minutes=5), **claims}
    return jwt.encode(
        {name: value for name, value in told.items() if value is not None},
        load_pem_private_key(key, None),  # type: ignore[arg-type]  # an Ed25519 key
        algorithm=algorithm,
        headers={"kid": kid},
    )


@pytest.fixture
def town(calm_town: Town) -> Town:
    calm_town.clock.advance(timedelta(minutes=1))  # what another test has used up of the agreed rate is back
    return calm_town


@pytest.fixture
def key(town: Town) -> Iterator[bytes]:
    private, public = new_key()
    town.settings.gateway.keys.mkdir(exist_ok=True)
    file = town.settings.gateway.keys / "court.k.pub"
    file.write_bytes(public)
    yield private
    file.unlink(missing_ok=True)


def status(town: Town, token: str) -> int:
    return town.client.get(INBOX, headers={"Authorization": f"Bearer {token}"}).status_code


def test_no_address_is_open_but_those_that_hold_nothing(town: Town) -> None:
    """A new address must be put into one of the two tables above."""
    told = town.client.get("/openapi.json").json()["paths"]
    closed = {(method.upper(), path) for path, rooms in told.items() for method in rooms} - {
        ("GET", p) for p in FOR_ALL
    }
    assert {path for _, path in closed} == {template for _, _, template in FOR_AGENCIES}
    assert {(method, template) for method, _, template in FOR_AGENCIES} == closed


@pytest.mark.parametrize(("method", "path", "template"), FOR_AGENCIES)
def test_every_other_address_needs_a_token(town: Town, method: str, path: str, template: str) -> None:
    answer = town.client.request(method, path)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "E-ACC-01", template


WRONG: dict[str, Callable[[datetime, bytes], str]] = {
    "another key": lambda now, _: signed(now, new_key()[0]),
    "another agency's name": lambda now, key: signed(now, key, iss="justice"),
    "an unknown key id": lambda now, key: signed(now, key, kid="unknown"),
    "for another audience": lambda now, key: signed(now, key, aud="elsewhere"),
    "long over": lambda now, key: signed(now, key, iat=now - timedelta(hours=1), exp=now - timedelta(minutes=55)),
    "not yet": lambda now, key: signed(now, key, iat=now + timedelta(minutes=10), exp=now + timedelta(minutes=15)),
    "for a day": lambda now, key: signed(now, key, exp=now + timedelta(days=1)),
    "without an end": lambda now, key: signed(now, key, exp=None),
    "cut off": lambda now, key: signed(now, key)[:-4],
    "no signature": lambda _now, _key: jwt.encode(
        {"iss": "court", "aud": AUDIENCE}, None, algorithm="none", headers={"kid": "k"}
    ),
    "no token at all": lambda _now, _key: "x",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_does_not_hold_is_refused(town: Town, key: bytes, wrong: str) -> None:
    now = town.clock.now()
    assert status(town, signed(now, key)) == 200
    assert status(town, WRONG[wrong](now, key)) == 401


def test_keys_are_rotated_without_a_pause(town: Town, key: bytes) -> None:
    private, public = new_key()
    folder, now = town.settings.gateway.keys, town.clock.now()
    (folder / "court.k2.pub").write_bytes(public)
    assert status(town, signed(now, key)) == status(town, signed(now, private, kid="k2")) == 200
    (folder / "court.k.pub").unlink()
    assert (status(town, signed(now, key)), status(town, signed(now, private, kid="k2"))) == (401, 200)
    (folder / "court.k2.pub").unlink()


def test_an_agency_with_a_key_but_no_place_is_refused(town: Town) -> None:
    assert town.client.get(INBOX, headers=town.headers("grid")).status_code == 403


def test_more_than_was_agreed_waits(town: Town) -> None:
    town.gateway.rates.take("court", town.settings.gateway.statements_at_once - 1, town.clock.now())
    assert town.client.get(INBOX, headers=town.headers("court")).status_code == 200
    answer = town.client.get(INBOX, headers=town.headers("court"))
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "E-BUSY-01", "1")
    assert town.client.get(INBOX, headers=town.headers("justice")).status_code == 200, "nobody else pays for it"
    town.clock.advance(timedelta(seconds=1))
    assert town.client.get(INBOX, headers=town.headers("court")).status_code == 200


def test_a_body_without_end_is_cut(town: Town) -> None:
    headers = town.headers("court", **{"Content-Type": "application/json"})
    answer = town.client.post("/v1/submissions", content=b"[" + b" " * MOST_BYTES + b"]", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "E-SIZE-02")


@pytest.mark.parametrize(
    ("media_type", "body", "status", "code"),
    [
        ("text/csv", b"1,2", 415, "E-TYPE-01"),
        ("application/json", b"[", 400, "E-FIL-01"),
        ("application/json", b"[]", 400, "E-FIL-01"),
        ("application/json", b"[" * 100_000, 400, "E-FIL-01"),
        ("application/vnd.fengqiao.avro-batch", b"\0\0\0\x09x", 400, "E-FIL-01"),
    ],
)
def test_a_call_that_cannot_be_read_is_refused_whole(
    town: Town, media_type: str, body: bytes, status: int, code: str
) -> None:
    before = town.gateway.mailboxes["court"].quarantine.listed()
    headers = town.headers("court", **{"Content-Type": media_type})
    answer = town.client.post("/v1/submissions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert town.gateway.mailboxes["court"].quarantine.listed() == before


def test_a_thousand_and_one_statements_are_too_many(town: Town) -> None:
    headers = town.headers("court", **{"Content-Type": "application/json"})
    body = msgspec.json.encode([report()] * 1_001)
    assert town.client.post("/v1/submissions", content=body, headers=headers).status_code == 400


def test_what_a_person_typed_stays_out_of_answers(town: Town) -> None:
    secret = "王小明 230803199001011234"
    broken = {**msgspec.to_builtins(report()), "occurred_at": secret, "details": {"type": secret}}
    (result,) = town.state("court", broken)
    item = next(one for one in town.gateway.mailboxes["court"].quarantine.listed() if one.id == result["item"])
    assert secret not in str(result) and "王小明" not in f"{result}{item}"
