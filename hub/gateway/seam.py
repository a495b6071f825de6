"""What the gateway's routes are lent: who calls, the door's thread, and what the hub holds."""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request

from hub.contracts.registry import SchemaRegistry
from hub.core.errors import AccessDeniedError
from hub.core.knowledge import Rules
from hub.core.ports import Bus, Clock, HubReader, Serde
from hub.core.privacy import Tokeniser
from hub.core.units import Registry
from hub.gateway.certificates import AgencyCertificates
from hub.gateway.counter import Counter
from hub.gateway.errors import NotEntitledError
from hub.gateway.identity import AgencyKeys
from hub.gateway.limits import SLOWEST_BODY, Rates, read_body
from hub.gateway.mailbox import Mailbox
from hub.gateway.meters import Meters
from hub.gateway.replies import Replies
from hub.gateway.systems import Systems
from hub.plugins.door import Door
from hub.queries.search import Index
from hub.web.connection import peer_of
from hub.web.headers import AGENCY


class Books(Protocol):
    """What a hub holds, open for reading."""

    @property
    def reader(self) -> HubReader:
        """Read access to states and rows."""

    @property
    def registry(self) -> Registry:
        """The dated registry of units."""

    @property
    def rules(self) -> Rules:
        """The rules in force."""

    @property
    def index(self) -> Index | None:
        """The read model, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """
    Everything that the routes use.

    Attributes:
        agencies: Agencies that may call.
        certified: Those of them that are known by a certificate; the others sign tokens.
        statisticians: Those that may read the merged figures.
        settings: Returns the version of the amended settings under which statements are taken in.
        books: Opens what the hub holds, for the time of one call.
        open_calls: How many streams and long polls each agency holds open; the loop's own, no thread's.
    """

    keys: AgencyKeys
    certificates: AgencyCertificates
    rates: Rates
    counter: Counter
    mailboxes: Mapping[str, Mailbox]
    replies: Replies
    systems: Systems
    door: Door
    bus: Bus
    serde: Serde
    tokeniser: Tokeniser
    schemas: SchemaRegistry
    clock: Clock
    meters: Meters
    agencies: frozenset[str]
    certified: frozenset[str]
    statisticians: frozenset[str]
    books: Callable[[], AbstractContextManager[Books]]
    settings: Callable[[], int]
    slowest_body: float = SLOWEST_BODY
    open_calls: Counted[str] = field(default_factory=Counted, repr=False)


def gateway_of(request: Request) -> Gateway:
    """Return the gateway that serves *request*."""
    found = request.app.state.gateway
    if not isinstance(found, Gateway):
        raise TypeError("the application has no gateway")
    return found


def caller(request: Request) -> str:
    """
    Return the agency that calls.

    Raises:
        AccessDeniedError: no token and no certificate, or one that doesn't hold.
        NotEntitledError: its agency isn't connected over this door.
        BusyError: it calls more often than agreed.
    """
    gateway = gateway_of(request)
    agency = identified(gateway, request)
    meant = request.headers.get(AGENCY, agency)
    if meant != agency:
        # the header gives nobody anything: it only keeps an adapter from reading another agency's inbox by mistake
        what = "the caller is known as another agency than it says"
        raise AccessDeniedError(what, remedy="show your own certificate")
    if agency not in gateway.agencies:
        raise NotEntitledError(f"{agency} isn't connected over this door", remedy="name it under [gateway.agencies]")
    gateway.rates.take(agency, 1, gateway.clock.now())
    return agency


def identified(gateway: Gateway, request: Request) -> str:
    """
    Return whose token or certificate comes with *request*; each agency has one of the two.

    Raises:
        AccessDeniedError: no token and no certificate, or one that doesn't hold.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        agency = gateway.keys.agency_of(token.strip())
        if agency in gateway.certified:
            raise AccessDeniedError("this agency is known by its certificate", remedy="show it, without a token")
        return agency
    peer = peer_of(request.scope)
    if peer is None or peer.certificate is None:
        raise AccessDeniedError("a bearer token is needed", remedy="sign one with the agency's key")
    agency = gateway.certificates.agency_of(peer.certificate)
    if agency in gateway.agencies - gateway.certified:
        raise AccessDeniedError("this agency is known by tokens that it signs", remedy="sign one with the agency's key")
    return agency


async def body_of(request: Request) -> bytes:
    """Return the body within the gateway's bounds."""

    async def chunks() -> AsyncIterator[bytes]:
        async for chunk in request.stream():
            yield chunk

    return await read_body(chunks(), seconds=gateway_of(request).slowest_body)


Here = Annotated[Gateway, Depends(gateway_of)]
Caller = Annotated[str, Depends(caller)]
Body = Annotated[bytes, Depends(body_of)]
