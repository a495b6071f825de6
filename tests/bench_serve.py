"""The console of a centre as a process of its own, to be killed: ``python -m tests.bench_serve FOLDER PORT SECRET``."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.benchhouse import sending
from hub.bootstrap.surroundings import SystemClock
from hub.console.app import create_app
from hub.consolehouse import open_console
from hub.core.permissions import Role
from hub.settings.loading import load_settings
from hub.web.serving import Address, server_of
from tests.bench_rig import CENTRE
from tests.console_rig import Person, Seats


def serve(folder: Path, port: int, secret: str) -> None:
    """Serve until killed, sending what is due as ``hub console run`` does."""
    settings = load_settings(folder / "hub.toml")
    seats = Seats(SystemClock(), {secret: Person("K3-07", Role.DUTY_CLERK, CENTRE)})
    app = create_app(open_console(settings, sessions=seats))
    with sending(settings):
        server_of(app, Address(host="127.0.0.1", port=port)).run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
