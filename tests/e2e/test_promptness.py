"""What one agency states is in the inbox of another at once, however rarely the hub goes round: real processes."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import msgspec

from hub.bootstrap.surroundings import SystemClock
from hub.gateway.identity import KeyName, TokenSigner, new_key
from hub.testing.ports import free_port
from hub.vault import create_key_file
from tests.e2e.test_gateway import HUB
from tests.integration.gateway.conftest import TOWN, referral, report

AT_ONCE = 30
"""Seconds that one call waits for it; how soon it's there on a quiet machine, ``python -m bench.gateway`` says."""
HOURS = 7_200
SETTINGS = f"""
data = "var"
key = "hub.key"
poll_seconds = {HOURS}
[gateway]
port = {{port}}
[gateway.agencies.court]
[gateway.agencies.justice]
"""


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "HUB_SETTINGS": str(folder / "hub.toml"), "HUB_LANG": "en"}
    started = subprocess.Popen(
        [HUB, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def first_line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline()


def test_a_statement_reaches_its_receiver_at_once(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "hub.toml").write_text(SETTINGS.format(port=port), "utf-8")
    create_key_file(tmp_path / "hub.key")
    (tmp_path / "gateway-keys").mkdir()
    signers = {}
    for agency in ("court", "justice"):
        private, public = new_key()
        name = KeyName(agency, "1")
        (tmp_path / "gateway-keys" / name.public_file).write_bytes(public)
        signers[agency] = TokenSigner(name, private, SystemClock())
    with ExitStack() as stack:
        hub = stack.enter_context(process(tmp_path, "run", "--json"))
        assert "round_at" in first_line(hub)
        gateway = stack.enter_context(process(tmp_path, "gateway", "run", "--json"))
        assert first_line(gateway)
        base = f"http://127.0.0.1:{port}"
        client = stack.enter_context(
            httpx.Client(base_url=base, timeout=120, trust_env=False, transport=httpx.HTTPTransport(retries=10))
        )
        now = SystemClock().now()
        for turn in range(3):  # a hub that was woken once is woken again
            told = [report(f"A{turn}", at=now), referral(f"A{turn}", TOWN, at=now)]
            headers = {"Authorization": f"Bearer {signers['court'].token()}", "Content-Type": "application/json"}
            answer = client.post("/v1/submissions", content=msgspec.json.encode(told), headers=headers)
            assert [one["fate"] for one in answer.json()["results"]] == ["TAKEN", "TAKEN"], answer.text
            headers = {"Authorization": f"Bearer {signers['justice'].token()}"}
            inbox = client.get("/v1/inbox", params={"wait": AT_ONCE}, headers=headers).json()["deliveries"]
            assert [one["delivery"]["root"] for one in inbox] == [f"court-1:A{turn}"]
            receipts = [
                {
                    "delivery_id": inbox[0]["delivery"]["delivery_id"],
                    "status": "WRITTEN",
                    "native_ref": "J1",
                    "written_at": now.isoformat(),
                }
            ]
            assert client.post("/v1/inbox/receipts", json=receipts, headers=headers).status_code == 200
        hub.send_signal(signal.SIGTERM)
        assert hub.wait(timeout=120) == 0
