"""The hub as an adapter host sees it over the gateway: the same door, an HTTPS address away."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

import httpx
import msgspec

from hub.core.codes import IdKind
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.errors import (
    AccessDeniedError,
    BusUnavailableError,
    HubError,
    PermanentError,
    UnknownRecordError,
    UntrustedAuthorityError,
    WrongAgencyError,
)
from hub.core.events import Submission
from hub.plugins.door import Refusal, SubmitResult
from hub.service.remote_identity import GatewayConnection
from hub.web.headers import AGENCY, SETTINGS_VERSION

T = TypeVar("T")

JSON = "application/json"
_SECONDS = 60.0
_PAGE = 1_000
_REMEMBERED = 10_000


class _Result(msgspec.Struct):
    fate: str
    event_id: str = ""
    code: str = ""
    reason: str = ""


class _Results(msgspec.Struct):
    results: list[_Result]


class _Waiting(msgspec.Struct):
    position: str
    delivery: Delivery


class _Inbox(msgspec.Struct):
    deliveries: list[_Waiting]


class _Tokens(msgspec.Struct):
    tokens: list[str]


class _Problem(msgspec.Struct):
    title: str = ""
    detail: str = ""
    code: str = ""
    remedy: str = ""


class HttpDoor:
    """
    A :class:`hub.plugins.door.Door` on the gateway at *address*.

    What an answer means for the host: later (429, 503, no connection) is an outage, its spool keeps everything; refused
    for good is the row's own fault. The gateway has each call durable when it answers, so :meth:`settle` only sends the
    receipts that were gathered.
    """

    def __init__(self, connection: GatewayConnection, agency: str, token: Callable[[], str] | None = None) -> None:
        """Take what *agency* signs its calls with; None where it's known by the certificate of *connection*."""
        self._connection = connection
        self._agency = agency
        self._token = token
        self._receipts: dict[str, list[Receipt]] = {}

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        """Send statements, and the dossier when any of them went in."""
        taken: list[str] = []
        known: list[str] = []
        refused: list[Refusal] = []
        for start in range(0, len(submissions), _PAGE):
            page = submissions[start : start + _PAGE]
            answer = self._call("POST", "/v1/submissions", _Results, content=msgspec.json.encode(page))
            for result in answer.results:
                if result.fate == "HELD":
                    refused.append(Refusal(result.event_id, result.code, result.reason))
                else:
                    (known if result.fate == "KNOWN" else taken).append(result.event_id)
        if dossier is not None and (taken or known or not submissions):
            self._call("PUT", f"/v1/dossiers/{_segment(dossier.root)}", dict, content=msgspec.json.encode(dossier))
        return SubmitResult(tuple(taken), tuple(known), tuple(refused))

    def inbox(self, agency: str, limit: int) -> Sequence[tuple[int, Delivery]]:
        """Return what waits, oldest first."""
        answer = self._call("GET", "/v1/inbox", _Inbox, params={"limit": str(min(limit, 500))})
        return [(int(one.position), one.delivery) for one in answer.deliveries]

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        """Gather *receipt* for :meth:`settle`."""
        self._receipts.setdefault(agency, []).append(receipt)

    def settle(self, agency: str) -> None:
        """Send the receipts."""
        receipts = self._receipts.pop(agency, [])
        for start in range(0, len(receipts), _PAGE):
            page = receipts[start : start + _PAGE]
            self._call("POST", "/v1/inbox/receipts", dict, content=msgspec.json.encode(page))

    def dossier(self, root: str, receiver: str, purpose: str) -> Dossier | None:
        """Open the dossier of *root*, on the record at the hub."""
        try:
            return self._call("GET", f"/v1/dossiers/{_segment(root)}", Dossier, params={"purpose": purpose})
        except UnknownRecordError:
            return None

    def token(self, strength: str, kind: str, value: str) -> str:
        """Return one token, made at the hub."""
        wanted = msgspec.json.encode([{"strength": strength, "kind": kind, "value": value}])
        return self._call("POST", "/v1/tokens", _Tokens, content=wanted).tokens[0]

    def settings_version(self) -> int | None:
        """Return under which version of the amended settings the gateway works, None where it doesn't say now."""
        try:
            answer = self._connection.client().get("/health/live", timeout=_SECONDS)
        except (httpx.HTTPError, HubError):
            return None
        said = answer.headers.get(SETTINGS_VERSION, "")
        return int(said) if said.isdecimal() else None

    def close(self) -> None:
        """End the connections."""
        self._connection.close()

    def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        content: bytes | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        try:
            response = self._connection.client().request(
                method, path, content=content, params=params, headers=self._headers(), timeout=_SECONDS
            )
        except httpx.HTTPError as error:
            raise self._unanswered(error) from error
        if response.is_success:
            return _decoded(response.content, kind)
        raise _refusal(response, is_certified=self._token is None)

    def _headers(self) -> dict[str, str]:
        # In English, as all errors below the command line, which says them in the reader's language.
        headers = {"Content-Type": JSON, "Accept-Language": "en", AGENCY: self._agency}
        return headers if self._token is None else headers | {"Authorization": f"Bearer {self._token()}"}

    def _unanswered(self, error: httpx.HTTPError) -> BusUnavailableError:
        """Return what it means that nothing came; a server that refuses a certificate often only hangs up."""
        fault = _of_tls(error)
        if isinstance(fault, ssl.SSLCertVerificationError):
            return UntrustedAuthorityError(
                "the authority given doesn't vouch for the gateway's certificate", remedy="see --authority"
            )
        if fault is None and not self._connection.is_hung_up_on():
            what = f"the hub's gateway doesn't answer ({type(error).__name__})"
            return BusUnavailableError(what, remedy="see hub adapter check")
        return UntrustedAuthorityError(
            "the gateway doesn't trust the authority of the agency's certificate, or its time by the hub's clock",
            remedy="compare it with client_authority of the hub, and both clocks",
        )


class RemoteTokeniser:
    """A :class:`hub.core.privacy.Tokeniser` whose key stays at the hub; answers are remembered while it runs."""

    def __init__(self, door: HttpDoor) -> None:
        self._door = door
        self._known: dict[tuple[str, str, str], str] = {}

    def strong(self, kind: IdKind, number: str) -> str:
        """
        Return the token of a normalised identity number.

        Raises:
            BusUnavailableError: the hub can't be reached; the row comes again.
        """
        return self._token("strong", kind.value, number)

    def weak(self, kind: str, value: str) -> str:
        """
        Return the token of a name, telephone number or birth date.

        Raises:
            BusUnavailableError: the hub can't be reached; the row comes again.
        """
        return self._token("weak", kind, value)

    def _token(self, strength: str, kind: str, value: str) -> str:
        asked = (strength, kind, value)
        if asked not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[asked] = self._door.token(*asked)
        return self._known[asked]


def _segment(root: str) -> str:
    """Return *root* as one segment of a path."""
    return quote(root, safe="")


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise BusUnavailableError(
            "what answers at the address isn't the hub's gateway", remedy="look at the address of --to"
        ) from error


def _of_tls(error: BaseException) -> ssl.SSLError | None:
    """Return the fault of TLS that *error* came of, if any."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause


def _refusal(response: httpx.Response, *, is_certified: bool) -> Exception:
    try:
        told = msgspec.json.decode(response.content, type=_Problem)
    except msgspec.DecodeError:
        told = _Problem(title=f"status {response.status_code}")
    what = told.detail or told.title
    if response.status_code == 401 and is_certified:
        return WrongAgencyError(what, where=told.code, remedy=told.remedy)
    if response.status_code in (401, 408, 425, 429) or response.status_code >= 500:
        # No row's fault, a key that doesn't hold either: everything stays in the spool until it's mended.
        return BusUnavailableError(what, where=told.code, remedy=told.remedy)
    if response.status_code == 404:
        return UnknownRecordError(what, where=told.code, remedy=told.remedy)
    if response.status_code == 403:
        return AccessDeniedError(what, where=told.code, remedy=told.remedy)
    return PermanentError(what, where=told.code, remedy=told.remedy)
