"""A hub without adapters of its own, and its gateway: two agencies exchange everything over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.core.events import Details, Event, Submission, event_id
from hub.gatehouse import open_gateway
from hub.gateway.app import create_app
from hub.gateway.identity import KeyName, TokenSigner, new_key
from hub.gateway.seam import Gateway
from hub.service.rounds import RunningHub
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing import FixedClock
from hub.vault import create_key_file
from hub.web.serving import Address, server_of

TOWN = "L2-230803007"
NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
SETTINGS = """
data = "var"
key = "hub.key"
[gateway]
keys = "keys"
most_backlog = 1000
slowest_body_seconds = 2
[gateway.agencies.court]
[gateway.agencies.justice]
statistics = true
"""


@dataclass
class Town:
    """One town: its running hub, its gateway, and what the agencies sign with."""

    folder: Path
    settings: HubSettings
    clock: FixedClock
    hub: RunningHub
    gateway: Gateway
    client: httpx.Client
    signers: dict[str, TokenSigner] = field(default_factory=dict)

    def key(self, agency: str, key_id: str = "1") -> TokenSigner:
        private, public = new_key()
        name = KeyName(agency, key_id)
        self.settings.gateway.keys.mkdir(exist_ok=True)
        (self.settings.gateway.keys / name.public_file).write_bytes(public)
        return TokenSigner(name, private, self.clock)

    def headers(self, agency: str, **more: str) -> dict[str, str]:
        if agency not in self.signers:
            self.signers[agency] = self.key(agency)
        return {"Authorization": f"Bearer {self.signers[agency].token()}", **more}

    def state(self, agency: str, *statements: object, **more: str) -> list[dict[str, str]]:
        content = msgspec.json.encode(statements)
        headers = self.headers(agency, **{"Content-Type": "application/json", **more})
        answer = self.client.post("/v1/submissions", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, str]] = answer.json()["results"]
        return found

    def get(self, agency: str, path: str, **params: object) -> dict[str, object]:
        answer = self.client.get(path, params=params, headers=self.headers(agency))
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found

    def work(self) -> None:
        self.hub.tick(self.clock.now())


@contextmanager
def serving(app: FastAPI, address: Address | None = None) -> Iterator[str]:
    """Serve *app* on a free port of this machine, for real."""
    server = server_of(app, address or Address(host="127.0.0.1", port=0))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    scheme = "http" if address is None else address.url.partition(":")[0]
    yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=120)
    assert not thread.is_alive()
    listening.close()


@contextmanager
def town_in(folder: Path) -> Iterator[Town]:
    """Run a town in *folder*."""
    (folder / "hub.toml").write_text(SETTINGS, encoding="utf-8")
    create_key_file(folder / "hub.key")
    settings = load_settings(folder / "hub.toml")
    clock = FixedClock(NOON)
    around = Surroundings(clock=clock)
    hub = open_hub(settings, around)
    hub.tick(NOON)
    opened = open_gateway(settings, around)
    with serving(create_app(opened.gateway)) as url, httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
        yield Town(folder, settings, clock, hub, opened.gateway, client)
    opened.close()
    hub.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of this test alone."""
    with town_in(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def calm_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all tests that leave it as usable as they found it; its clock only goes on."""
    with town_in(tmp_path_factory.mktemp("calm")) as found:
        yield found


def statement(
    event: Event,
    *,
    agency: str = "court",
    native_id: str = "A1",
    unit: str | None = None,
    at: datetime = NOON,
    **more: object,
) -> Submission:
    """Return what *agency* states about the record *native_id* of the court."""
    details: Details = more  # type: ignore[assignment]  # a test names exactly the details of its event
    system = f"{agency}-1"
    return Submission(
        event=event,
        event_id=event_id(event.value, system, native_id, unit, details),
        root=f"court-1:{native_id}",
        agency=agency,
        system=system,
        native_id=native_id,
        unit=unit,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def report(native_id: str = "A1", at: datetime = NOON, **more: object) -> Submission:
    """Return a report of the court."""
    told: Mapping[str, object] = {"type": "CONTRACT", "channel": "COURT", "parties": 2, **more}
    return statement(Event.DISPUTE_REPORTED, native_id=native_id, at=at, **told)


def referral(native_id: str = "A1", unit: str = TOWN, at: datetime = NOON) -> Submission:
    """Return its referral to a unit."""
    told = {"ref": f"R-{native_id}", "kind": "ENTRUST_PRE"}
    return statement(Event.REFERRAL_CREATED, native_id=native_id, unit=unit, at=at, **told)
