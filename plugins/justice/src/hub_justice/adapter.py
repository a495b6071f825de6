"""The adapter object: polls the offices' ledgers and forms, translates, delivers into ``hub_in``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.connectors.receipts import Receipts
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, ClosedInputError, ConfigurationError
from hub.core.events import Event
from hub.plugins.spec import (
    AdapterContext,
    AgencyInfo,
    CheckLine,
    Cursor,
    InputFault,
    MonthlyFigures,
    NativeBatch,
    NativeRecord,
    Translation,
)
from hub_justice.bureau import form_of, put_form
from hub_justice.checks import check_forms_out, check_offices
from hub_justice.forms import changed_forms
from hub_justice.incoming import incoming_row, native_moment
from hub_justice.monthly import FormHeader
from hub_justice.offices import BUSY_SECONDS, CASE, SOURCES, Fingerprint, Mark, Office, Window, office_names
from hub_justice.story import AGENCY
from hub_justice.translate import root_of, translate_record

INFO = AgencyInfo(
    code=AGENCY,
    name_zh="司法行政（人民调解）",
    name_en="Justice offices (people's mediation)",
    submits=frozenset(
        {
            Event.DISPUTE_REPORTED,
            Event.DISPUTE_CORRECTED,
            Event.SOURCE_REPORT_RETRACTED,
            Event.REFERRAL_ACCEPTED,
            Event.REFERRAL_RETURNED,
            Event.CONSENT_RECORDED,
            Event.CONSENT_WITHHELD,
            Event.CONSENT_WITHDRAWN,
            Event.CASE_OPENED,
            Event.MEDIATION_STARTED,
            Event.DEADLINE_EXTENDED,
            Event.ESCALATION_REQUESTED,
            Event.ESCALATION_ACCEPTED,
            Event.ESCALATION_RETURNED,
            Event.CASCADE_ACKNOWLEDGED,
            Event.FEEDBACK_ACKNOWLEDGED,
            Event.AGREEMENT_REACHED,
            Event.AGREEMENT_CORRECTED,
            Event.AGREEMENT_PERFORMED,
            Event.AGREEMENT_BREACHED,
            Event.MEDIATION_FAILED,
            Event.CASE_SETTLED,
            Event.CASE_WITHDRAWN,
            Event.TERMINATION_NOTICE_ISSUED,
            Event.OTHER_ROUTES_INFORMED,
            Event.INVITATION_SENT,
            Event.INVITATION_ANSWERED,
            Event.SUPERVISION_ORDERED,
            Event.SUPERVISION_REPLIED,
            Event.SUPERVISION_CLOSED,
            Event.RISK_FLAGGED,
            Event.MONTHLY_REPORT_SUBMITTED,
            Event.DOCKET_FOLLOWED,
        }
    ),
    receives=frozenset(
        {
            DeliveryKind.REFERRAL,
            DeliveryKind.REFERRAL_WITHDRAWN,
            DeliveryKind.ESCALATION,
            DeliveryKind.ESCALATION_RETURNED,
            DeliveryKind.RESULT_DOWN,
            DeliveryKind.FEEDBACK,
            DeliveryKind.ASSIGNMENT,
            DeliveryKind.INFORMATION,
            DeliveryKind.GATE_DECISION,
            DeliveryKind.INVITATION,
            DeliveryKind.SUPERVISION,
            DeliveryKind.DOCKET_TASK,
        }
    ),
    contact="司法所经办员",
)


class JusticeSettings(BaseModel):
    """
    Where the ledgers are.

    Attributes:
        folder: 台账文件夹，每个司法所一个 <所>.db / Folder with one ``<office>.db`` for each justice office.
        forms: 各所放月报表（*.xlsx）的文件夹，没有则不填 /
            Folder into which offices put their monthly forms (``*.xlsx``); none when there is none.
        forms_out: 枢纽放全市月报各次修订的文件夹，不同于 forms /
            Folder into which the hub puts each revision of the city's monthly form; another one than ``forms``.
        bureau: 月报上的填报单位 / Who reports, as it shall stand on that form (填报单位).
        form_number: 表号 / Its number (表号).
        form_authority: 制定机关 / Who prescribed it (制定机关).
        form_valid_until: 有效期至 / Until when it's valid (有效期至).
        system: 系统名，编号的一部分，启用后不可改 /
            Name of this system instance; part of every root, never to be changed.
        overlap_minutes: 每次从最新一行回看多少分钟 / How far behind the newest row reading starts again.
        busy_seconds: 司法所正在保存时等多少秒 / How long to wait for an office that is just saving.
    """

    model_config = ConfigDict(extra="forbid")

    folder: Path
    forms: Path | None = None
    forms_out: Path | None = None
    bureau: str = ""
    form_number: str = ""
    form_authority: str = ""
    form_valid_until: str = ""
    system: str = AGENCY
    overlap_minutes: int = Field(default=10, ge=0, le=24 * 60)
    busy_seconds: float = Field(default=BUSY_SECONDS, ge=0, le=60)

    @model_validator(mode="after")
    def _folders_differ(self) -> JusticeSettings:
        if self.forms_out is not None and self.forms_out == self.forms:
            raise ValueError(
                "forms_out must be another folder than forms: the hub would read its own forms as offices'"
            )
        return self


@dataclass(frozen=True, slots=True)
class _Position:
    """The cursor, opened: marks by office and table, hashes of forms and of damaged ledgers by file name."""

    offices: dict[str, dict[str, Mark]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, cursor: Cursor | None) -> _Position:
        if cursor is None:
            return cls()
        held = json.loads(cursor)
        marks = {
            office: {source: Mark(at, key) for source, (at, key) in sources.items()}
            for office, sources in held["offices"].items()
        }
        return cls(marks, held["forms"], held["damaged"])

    def dump(self) -> Cursor:
        marks = {
            office: {source: (mark.at, mark.key) for source, mark in sources.items()}
            for office, sources in self.offices.items()
        }
        held = {"offices": marks, "forms": self.forms, "damaged": self.damaged}
        return json.dumps(held, ensure_ascii=False, sort_keys=True)


class JusticeAdapter:
    """Stands for all justice offices of the city."""

    info: AgencyInfo = INFO

    def __init__(self, settings: JusticeSettings, context: AdapterContext) -> None:
        self._settings = settings
        self._context = context
        self._receipts = Receipts(AGENCY, context.clock)
        self._offices: dict[str, Office] = {}
        self._office_of_unit: dict[str, str] = {}
        self._quiet: dict[str, tuple[Fingerprint, dict[str, Mark]]] = {}

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield what the offices typed, one batch for each office with news, then new monthly forms."""
        position = _Position.parse(cursor)
        away: AgencyUnavailableError | None = None
        for name, office in self._open_offices().items():
            marks = {source: Mark() for source in SOURCES} | position.offices.get(name, {})
            try:
                fingerprint = office.fingerprint()
                if self._quiet.get(name) == (fingerprint, marks):
                    continue
                records, read = self._read(office, marks)
            except ClosedInputError as fault:
                if position.damaged.get(name) != office.state():  # said once for each state of the file
                    position.damaged[name] = office.state()
                    yield NativeBatch(records=(), cursor=position.dump(), faults=(self._fault(office, fault),))
                continue
            except AgencyUnavailableError as fault:
                away = fault  # the other offices aren't kept waiting for one
                continue
            position.offices[name] = read
            position.damaged.pop(name, None)
            if records:
                yield NativeBatch(records=tuple(records), cursor=position.dump())
            # Only now has the host taken them: had it failed, this line wouldn't be reached and they'd be read again.
            self._quiet[name] = (fingerprint, read)
        yield from self._vanished(position)
        yield from self._forms(position)
        if away is not None:
            raise away

    def translate(self, record: NativeRecord) -> Translation:
        """Say in canonical terms what *record* states."""
        return translate_record(record, self._settings.system, self._context)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """Write *delivery* into ``hub_in`` of the office that keeps its unit, once."""
        if delivery.kind not in INFO.receives:
            return self._receipts.refused(delivery, f"justice offices take no delivery of kind {delivery.kind.value}")
        office = self._office_for(delivery)
        if office is None:
            return self._receipts.refused(delivery, f"no office keeps the committee {delivery.unit or '(none named)'}")
        own_root = root_of(self._settings.system, f"{office.name}/")
        case_id = office.case_of(delivery.root, own_root, delivery.unit)
        is_new = office.write(incoming_row(delivery, dossiers, case_id, self._context.clock.now()))
        status = ReceiptStatus.WRITTEN if is_new else ReceiptStatus.DUPLICATE
        return self._receipts.of(delivery, status, f"{office.name}/in/{delivery.delivery_id}")

    def check(self) -> Sequence[CheckLine]:
        """Look at folders, files, tables, rights and clocks without leaving a trace."""
        lines = check_offices(self._settings.folder, self._context)
        if self._settings.forms_out is not None:
            lines.append(check_forms_out(self._settings.forms_out))
        return lines

    def close(self) -> None:
        """Let go of the files."""
        for office in self._offices.values():
            office.close()
        self._offices.clear()
        self._quiet.clear()

    @property
    def wants_monthly_forms(self) -> bool:
        """Whether the settings name a folder for them."""
        return self._settings.forms_out is not None

    def put_monthly_form(self, figures: MonthlyFigures) -> str:
        """Put the form of one revision where the justice bureau prints and signs it; return the file's name."""
        settings = self._settings
        if settings.forms_out is None:
            raise ConfigurationError(
                "no folder for monthly forms", where="forms_out", remedy="name one in the settings"
            )
        header = FormHeader(
            unit=settings.bureau,
            month=figures.month,
            number=settings.form_number,
            authority=settings.form_authority,
            valid_until=settings.form_valid_until,
        )
        form = form_of(figures, self._context.registry, header)
        return put_form(settings.forms_out, form, figures.revision)

    def _read(self, office: Office, marks: Mapping[str, Mark]) -> tuple[list[NativeRecord], dict[str, Mark]]:
        records: list[NativeRecord] = []
        read: dict[str, Mark] = {}
        now = self._context.clock.now()
        for source in SOURCES:
            mark = marks[source]
            found, read[source] = office.changed(source, mark, Window(self._since(mark), native_moment(now)))
            records += found
        return records, read

    def _since(self, mark: Mark) -> str:
        if not mark.at:
            return ""
        start = datetime.fromisoformat(mark.at) - timedelta(minutes=self._settings.overlap_minutes)
        return start.isoformat(sep=" ", timespec="seconds")

    def _forms(self, position: _Position) -> Iterator[NativeBatch]:
        if self._settings.forms is None or not self._settings.forms.is_dir():
            return
        records, faults = changed_forms(self._settings.forms, position.forms)
        if records or faults:
            yield NativeBatch(records=records, cursor=position.dump(), faults=faults)

    def _open_offices(self) -> dict[str, Office]:
        folder = self._settings.folder
        names = office_names(folder)
        for name in names:
            if name not in self._offices:
                self._offices[name] = Office(folder.resolve() / f"{name}.db", self._settings.busy_seconds)
        for name in self._offices.keys() - set(names):
            self._offices.pop(name).close()
            self._quiet.pop(name, None)
        return self._offices

    def _vanished(self, position: _Position) -> Iterator[NativeBatch]:
        """Say once of each office that it was read before and isn't there any more."""
        gone = sorted(name for name in position.offices.keys() - self._offices.keys() - position.damaged.keys())
        if gone:
            position.damaged.update(dict.fromkeys(gone, "gone"))
            reason = "the ledger isn't in the folder any more; restore it, or take its committees off the registry"
            faults = (InputFault(source=CASE, place=f"{name}.db", code="E-FIL-01", reason=reason) for name in gone)
            yield NativeBatch(records=(), cursor=position.dump(), faults=tuple(faults))

    def _office_for(self, delivery: Delivery) -> Office | None:
        """Return the office that keeps the unit, else the one whose own record is answered."""
        if delivery.unit is None:
            return self._open_offices().get((delivery.reporter_native_id or "").partition("/")[0])
        if delivery.unit not in self._office_of_unit:
            for name, office in self._open_offices().items():
                self._office_of_unit |= dict.fromkeys(office.units(), name)
        return self._offices.get(self._office_of_unit.get(delivery.unit, ""))

    def _fault(self, office: Office, fault: ClosedInputError) -> InputFault:
        return InputFault(source=CASE, place=office.path.name, code=fault.code, reason=f"{fault.what}; {fault.remedy}")


class JusticeAdapterType:
    """What the plugin registers."""

    info: AgencyInfo = INFO
    Settings: type[BaseModel] = JusticeSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> JusticeAdapter:
        """Return the adapter for *settings*, not yet connected."""
        return JusticeAdapter(JusticeSettings.model_validate(settings.model_dump()), context)
