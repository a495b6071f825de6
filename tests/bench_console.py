"""The console of a centre without a system of its own: clerks at real pages, their hub behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.seam import Console
from hub.consolehouse import open_console
from hub.core.permissions import Role
from tests.bench_rig import CENTRE, TOWN, Bench, bench_in
from tests.console_rig import Record, Seats

__all__ = ["CENTRE", "TOWN", "Centre", "centre_in"]


@dataclass
class Centre:
    """The centre with its console."""

    bench: Bench
    console: Console
    app: FastAPI
    seats: Seats
    opened: Record
    secrets: dict[str, str] = field(default_factory=dict)

    def secret(self, unit: str = CENTRE, role: Role = Role.DUTY_CLERK) -> str:
        """Return the session of the one clerk of *unit*."""
        key = f"{unit} {role}"
        if key not in self.secrets:
            self.secrets[key] = self.seats.seat(role, unit)
        return self.secrets[key]

    def client(self, unit: str = CENTRE, role: Role = Role.DUTY_CLERK, **cookies: str) -> TestClient:
        """Return a browser without scripts at which a clerk of *unit* sits."""
        client = TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False)
        client.cookies.set(self.console.session_cookie, self.secret(unit, role))
        for name, value in cookies.items():
            client.cookies.set(name, value)
        return client

    def person(self, unit: str = CENTRE, role: Role = Role.DUTY_CLERK) -> str:
        """Return the code of the clerk of *unit*."""
        return self.seats.taken[self.secret(unit, role)].code


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of a page's last form, its mark and click among them."""
    starts = [found.start() for found in re.finditer(r'<form method="post" action="/(?:bench|register)', text)]
    body = text[starts[-1] :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))


@contextmanager
def centre_in(folder: Path) -> Iterator[Centre]:
    """Open the centre in *folder*."""
    with bench_in(folder) as bench:
        seats = Seats(bench.clock)
        opened = Record()
        console = replace(open_console(bench.settings, Surroundings(clock=bench.clock), seats), personal=opened)
        yield Centre(bench, console, create_app(console), seats, opened)
        if console.desk is not None:
            console.desk.outbox.database.close()
