"""
Private database servers for tests: started from Debian's binaries on a free loopback port, in a folder of their own.

Where the binaries are missing a test is skipped and says what to install, except under ``CI=true``, where it fails.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from hub.testing.ports import free_port

_PATH = ("/usr/sbin", "/sbin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")
_SECONDS = 90
_TRIES_A_SECOND = 20
_LOOPBACK = "127.0.0.1"


class Server(Protocol):
    """A running database server that a test may stop and start again."""

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of *database*."""

    def start(self) -> None:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""


@dataclass(slots=True)
class PostgresServer:
    """A PostgreSQL of our own; never reachable but from this machine."""

    folder: Path
    binaries: Path
    port: int
    user: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of *database*."""
        return f"postgresql+psycopg://postgres@{_LOOPBACK}:{self.port}/{database}"

    def create(self) -> None:
        """Make the cluster."""
        self._run("initdb", "-D", str(self.folder / "db"), "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "postgres")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses={_LOOPBACK} -c unix_socket_directories='' "
            "-c fsync=off -c full_page_writes=off -c max_connections=40"
        )
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "db"), "-w", "-t", str(_SECONDS), "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        self._run("pg_ctl", "-D", str(self.folder / "db"), "-m", "immediate", "-w", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        _run_as(self.user, [str(self.binaries / name), *arguments], self.folder)


@dataclass(slots=True)
class MariaServer:
    """A MariaDB of our own; never reachable but from this machine."""

    folder: Path
    port: int
    user: str
    running: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of *database*."""
        return f"mysql+pymysql://root@{_LOOPBACK}:{self.port}/{database}?charset=utf8mb4"

    def create(self) -> None:
        """Make the data folder."""
        _run_as(
            self.user,
            [
                _binary("mariadb-install-db"),
                "--no-defaults",
                f"--datadir={self.folder / 'db'}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
            ],
            self.folder,
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            _binary("mariadbd"),
            "--no-defaults",
            f"--datadir={self.folder / 'db'}",
            f"--socket={self.folder / 's'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--port={self.port}",
            f"--bind-address={_LOOPBACK}",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-buffer-pool-size=16M",
            "--innodb-log-file-size=8M",
        ]
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(  # noqa: S603 - our own fixed command
                [*_as_user(self.user), *command], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder
            )
        self._await()

    def _await(self) -> None:
        for _ in range(_SECONDS * _TRIES_A_SECOND):
            if self.running is None or self.running.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex((_LOOPBACK, self.port)) == 0:
                    return
            time.sleep(1 / _TRIES_A_SECOND)
        raise RuntimeError(f"mariadbd didn't start: {_tail(self.folder)}")

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        if self.running is not None:
            pid = int((self.folder / "pid").read_text())
            os.kill(pid, 9)
            self.running.wait(timeout=_SECONDS)
            self.running = None


@contextmanager
def postgresql_server() -> Iterator[PostgresServer]:
    """Give a running PostgreSQL, and take it away again with everything in it."""
    binaries = Path(_binary("initdb")).parent
    with _folder("postgres") as (folder, user):
        server = PostgresServer(folder, binaries, free_port(), user)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def mariadb_server() -> Iterator[MariaServer]:
    """Give a running MariaDB, and take it away again with everything in it."""
    _binary("mariadbd"), _binary("mariadb-install-db")
    with _folder("mysql") as (folder, user):
        server = MariaServer(folder, free_port(), user)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _folder(owner: str) -> Iterator[tuple[Path, str]]:
    # Not below pytest's folders: the servers don't run as root and couldn't enter them.
    folder = Path(tempfile.mkdtemp(prefix="hub-db-"))
    user = ""
    if os.geteuid() == 0:
        user = owner
        account = pwd.getpwnam(owner)
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(user: str) -> list[str]:
    return ["runuser", "-u", user, "--"] if user else []


def _run_as(user: str, command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own fixed command
        [*_as_user(user), *command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed with {done.returncode}: {_tail(folder)}")


def _tail(folder: Path) -> str:
    log = folder / "log"
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def _binary(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *_PATH)))
    if found is not None:
        return found
    message = f"{name} isn't installed: on Debian, apt-get install postgresql mariadb-server"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
