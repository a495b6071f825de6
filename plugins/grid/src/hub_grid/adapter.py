"""The adapter of a grid platform: events in by cursor, deliveries out with an idempotency key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from hub.connectors.native import version_of
from hub.connectors.receipts import Receipts
from hub.connectors.rest import Answer, CursorPaging, RestClient, RestLimits
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, ClosedInputError, ConfigurationError
from hub.core.events import Event
from hub.plugins.spec import (
    AdapterContext,
    AgencyInfo,
    CheckLine,
    Cursor,
    Native,
    NativeBatch,
    NativeRecord,
    Translation,
)
from hub_grid.checks import check_lines
from hub_grid.exports import EXPORT, new_exports
from hub_grid.settings import GridSettings
from hub_grid.translate import AGENCY, Translator
from hub_grid.writeback import INBOX_PATH, body_of, path_of

EVENTS = "events"

INFO = AgencyInfo(
    code=AGENCY,
    name_zh="网格平台",
    name_en="Grid platform",
    submits=frozenset(
        {
            Event.DISPUTE_REPORTED,
            Event.DISPUTE_CORRECTED,
            Event.SOURCE_REPORT_RETRACTED,
            Event.ONSITE_SETTLED,
            Event.CASCADE_ACKNOWLEDGED,
            Event.FEEDBACK_ACKNOWLEDGED,
        }
    ),
    receives=frozenset(
        {
            DeliveryKind.INFORMATION,
            DeliveryKind.GATE_DECISION,
            DeliveryKind.RESULT_DOWN,
            DeliveryKind.FEEDBACK,
            DeliveryKind.INVITATION,
            DeliveryKind.SUPERVISION,
            DeliveryKind.DOCKET_TASK,
            DeliveryKind.REFERRAL,
            DeliveryKind.REFERRAL_WITHDRAWN,
            DeliveryKind.ESCALATION_RETURNED,
            DeliveryKind.ASSIGNMENT,
            DeliveryKind.ESCALATION,
        }
    ),
    contact="网格中心 平台运维",
)
"""Who this adapter speaks for."""

_LIMITS = RestLimits(body_bytes=128 * 1024 * 1024)
"""A page of a hundred events with a few absurdly long descriptions still fits; each is then refused by itself."""


class _Position(BaseModel):
    """The cursor, unpacked: the app's own one, and the CSV exports that were read."""

    model_config = ConfigDict(frozen=True)

    events: str | None = None
    exports: dict[str, str] = {}

    def packed(self) -> str:
        return self.model_dump_json()


class GridAdapter:
    """Stands for one grid platform."""

    info = INFO

    def __init__(self, settings: GridSettings, context: AdapterContext) -> None:
        self._settings = settings
        self._receipts = Receipts(AGENCY, context.clock)
        self._translator = Translator(settings, context.tokeniser)
        headers = {"Authorization": f"Bearer {settings.key.get_secret_value()}"} if settings.key else {}
        limits = RestLimits(body_bytes=_LIMITS.body_bytes, throttled_times=settings.throttled_times)
        self._client = RestClient(settings.base_url, where=f"{settings.system} app", limits=limits, headers=headers)

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield CSV exports that weren't read, then the app's pages from the cursor on."""
        position = _Position.model_validate_json(cursor) if cursor else _Position()
        if self._settings.csv_folder:
            for export in new_exports(self._settings.csv_folder, position.exports):
                exports = {**position.exports, export.name: export.digest}
                position = position.model_copy(update={"exports": exports})
                yield NativeBatch(
                    records=tuple(_record(EXPORT, place, event) for place, event in export.events),
                    faults=(export.fault,) if export.fault else (),
                    cursor=position.packed(),
                )
        paging = CursorPaging(
            path="events", items="events", next_cursor="next", size_parameter="size", size=self._settings.page_size
        )
        for items, following in self._pages(paging, position.events):
            position = position.model_copy(update={"events": following})
            yield NativeBatch(records=_latest(items), cursor=position.packed())

    def _pages(self, paging: CursorPaging, cursor: str | None) -> Iterator[tuple[Sequence[dict[str, Native]], str]]:
        try:
            for page in paging.pages(self._client, cursor):
                yield page.items, page.cursor
        except ClosedInputError as error:
            # No cursor can pass a page that can't be read, so nothing after it may be taken either.
            raise AgencyUnavailableError(
                f"the app answers what can't be read ({error.what})",
                where=self._client.where,
                remedy="the platform's operator looks at the interface; the hub tries again by itself",
            ) from error

    def translate(self, record: NativeRecord) -> Translation:
        """
        Say what *record* states.

        Raises:
            RowRejectedError: a field can't be read.
        """
        return self._translator.translate(record)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """
        Post *delivery* to its event, or into the app's inbox where the app has no such event.

        Raises:
            AgencyUnavailableError: the app doesn't answer.
        """
        if delivery.kind not in self.info.receives:
            return self._receipts.refused(delivery, f"a grid app doesn't take {delivery.kind.value}")
        answer = self._post(path_of(delivery), delivery, dossiers)
        if answer.status == 404:
            answer = self._post(INBOX_PATH, delivery, dossiers)
        native_ref = str(answer.body.get("id", "")) if isinstance(answer.body, dict) else ""
        if answer.status in (200, 201):
            status = ReceiptStatus.WRITTEN if answer.status == 201 else ReceiptStatus.DUPLICATE
            return self._receipts.of(delivery, status, native_ref)
        if answer.status in (401, 403):
            raise AgencyUnavailableError(
                f"the app refuses the account ({answer.status})", where=self._client.where, remedy="renew its key"
            )
        return self._receipts.of(delivery, ReceiptStatus.REFUSED, native_ref, f"the app answers {answer.status}")

    def _post(self, path: str, delivery: Delivery, dossiers: Sequence[Dossier]) -> Answer:
        try:
            return self._client.post(path, body_of(delivery, dossiers), idempotency_key=delivery.delivery_id)
        except ClosedInputError as error:
            raise AgencyUnavailableError(
                "the app's answer can't be read", where=self._client.where, remedy="ask the platform's operator"
            ) from error

    def check(self) -> Sequence[CheckLine]:
        """Ask for one page and translate it for trial; leaves no trace."""
        return check_lines(self._client, self._settings, self._translator)

    def close(self) -> None:
        """Close connections."""
        self._client.close()


class GridPlatform:
    """What this distribution registers."""

    info = INFO
    Settings: type[BaseModel] = GridSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> GridAdapter:
        """Return the adapter for *settings*."""
        if not isinstance(settings, GridSettings):
            raise ConfigurationError("settings of another adapter", where=AGENCY, remedy="look at the settings file")
        return GridAdapter(settings, context)


def _latest(items: Iterable[dict[str, Native]]) -> tuple[NativeRecord, ...]:
    """Return the events of one page; of an event that a page repeats, the last."""
    records: dict[tuple[str, str], NativeRecord] = {}
    for item in items:
        record = record_of(item)
        records.pop((record.native_id, record.version), None)
        records[record.native_id, record.version] = record
    return tuple(records.values())


def record_of(item: dict[str, Native]) -> NativeRecord:
    """Return one event as the app gives it."""
    return _record(EVENTS, f"eventId={item.get('eventId') or '?'}", item)


def _record(source: str, place: str, event: dict[str, Native]) -> NativeRecord:
    version = version_of(_content(event))
    return NativeRecord(
        source=source,
        native_id=str(event.get("eventId") or f"?{version}"),
        version=version,
        fields=event,
        place=place,
    )


def _content(event: dict[str, Native]) -> dict[str, Native]:
    """Return what the platform itself says in *event*: not the app's own count, nor what the hub wrote unanswered."""
    listed = event.get("feedbacks")
    feedbacks = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    content = {name: value for name, value in event.items() if name not in ("version", "feedbacks")}
    if event.get("hubRef") in [None, "", *(feedback.get("hubRef") for feedback in feedbacks)]:
        content.pop("hubRef", None)
    return {**content, "feedbacks": [feedback for feedback in feedbacks if feedback.get("ackTime")]}
