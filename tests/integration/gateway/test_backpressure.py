"""What a gateway does when the hub lags, its log can't be written, or a client is slow: it says when to come again."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from datetime import timedelta

import httpx
import msgspec

from hub.processors import Lifecycle
from tests.integration.gateway.conftest import Town, report


def test_a_hub_that_lags_behind_slows_its_senders_down_and_loses_nothing(town: Town) -> None:
    """The hub stands still while an agency goes on: it's told when to come again, and all that was answered counts."""
    taken = 0
    for call in range(4):
        many = [report(f"L{call}-{number}") for number in range(300)]
        content = msgspec.json.encode(many)
        headers = town.headers("court", **{"Content-Type": "application/json"})
        answer = town.client.post("/v1/submissions", content=content, headers=headers)
        assert answer.status_code == 200
        taken += len(many)
        town.clock.advance(timedelta(seconds=2))
    refused = town.client.post("/v1/submissions", content=msgspec.json.encode(report()), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "E-BUSY-01")
    wait = int(refused.headers["Retry-After"])
    assert town.get("justice", "/v1/inbox") == {"deliveries": []}, "who receives isn't held up"
    town.work()
    town.clock.advance(timedelta(seconds=wait))
    assert town.state("court", report())[0]["fate"] == "TAKEN", "the same call, as told"
    town.work()
    town.clock.advance(timedelta(seconds=wait))
    with town.gateway.books() as books:
        assert sum(1 for _ in books.reader.states(Lifecycle.name)) == taken + 1


def test_a_log_that_cannot_be_written_is_an_outage_with_a_time(town: Town) -> None:
    for shard in (town.folder / "var" / "log").glob("shard-*.db"):
        with closing(sqlite3.connect(shard, isolation_level=None)) as connection:
            connection.execute("INSERT INTO meta (name, value) VALUES ('closed', 1)")
    headers = town.headers("court", **{"Content-Type": "application/json"})
    answer = town.client.post("/v1/submissions", content=msgspec.json.encode(report()), headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "E-OWN-01", "5")


def test_a_body_that_does_not_come_in_time_is_told_so(town: Town) -> None:
    url = httpx.URL(str(town.client.base_url))
    head = [f"{name}: {value}" for name, value in town.headers("court", Host="x").items()]
    call = "\r\n".join(["POST /v1/submissions HTTP/1.1", *head, "Content-Length: 9", "", "["])
    with socket.create_connection((url.host, url.port), timeout=120) as client:
        client.sendall(call.encode())
        assert client.recv(65_536).startswith(b"HTTP/1.1 408")
