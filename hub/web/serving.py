"""The server of gateway and console: TLS but on this machine's own address, bounded connections, an orderly end."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from hub.core.errors import ConfigurationError
from hub.web.connection import Patience, protocol_of

_IDLE_SECONDS = 30
_LAST_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """
    Where a door of the hub listens.

    Attributes:
        table: Its table of the settings.
        certificate: PEM file, as is its key.
        authority: PEM file of whom may vouch for a client's certificate; a client needs none, a wrong one is refused.
    """

    host: str
    port: int
    table: str = "gateway"
    certificate: Path | None = None
    certificate_key: Path | None = None
    authority: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def url(self) -> str:
        """The address that a client is told."""
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://{self.host}:{self.port}"


class DoorServer(uvicorn.Server):
    """Ends on SIGTERM and Ctrl-C when what it had begun is answered; uvicorn's own kills the process then."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let streams go first (``app.state.at_end``), then wait for what was begun."""
        at_end = getattr(getattr(self.config.app, "state", None), "at_end", None)
        if callable(at_end):
            at_end()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle both signals while it serves."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def ask(_signal: int, _frame: FrameType | None) -> None:
            self.should_exit = True

        former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def check_address(address: Address) -> None:
    """
    Refuse an *address* at which no door may be opened.

    Raises:
        ConfigurationError: others could reach it without TLS, or a certificate can't be read.
    """
    if address.certificate is None and not address.is_local:
        raise ConfigurationError(
            "other machines could reach it without TLS",
            where=f"[{address.table}] host {address.host}",
            remedy="set certificate and certificate_key, or listen on 127.0.0.1 behind a proxy",
        )
    if address.certificate is not None:
        _check(address, address.certificate)
    elif address.authority is not None:
        raise ConfigurationError(
            "clients show certificates in TLS alone",
            where=f"[{address.table}]",
            remedy="set certificate and certificate_key, or leave client_authority out",
        )


def server_of(app: FastAPI, address: Address, patience: Patience | None = None) -> uvicorn.Server:
    """
    Return the server, not yet listening.

    Raises:
        ConfigurationError: others could reach it without TLS, or a certificate can't be read.
    """
    check_address(address)
    config = uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        ssl_certfile=None if address.certificate is None else str(address.certificate),
        ssl_keyfile=None if address.certificate_key is None else str(address.certificate_key),
        ssl_ca_certs=None if address.authority is None else str(address.authority),
        ssl_cert_reqs=ssl.CERT_NONE if address.authority is None else ssl.CERT_OPTIONAL,
        http=protocol_of(patience or Patience()),
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
    )
    return DoorServer(config)


def _check(address: Address, certificate: Path) -> None:
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, address.certificate_key)
        if address.authority is not None:
            context.load_verify_locations(address.authority)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"certificate and key can't be used ({type(error).__name__})",
            where=f"[{address.table}]",
            remedy="give PEM files that belong together, readable by the hub's account",
        ) from error
