"""
Signing a published revision: named officers in their order, frozen files after the last one, reopening by two persons.

Signatures are statements about the city's report (`FormSigned`, `FormReopened`); nothing is ever taken back. Officers
are offices with a code, stated in the settings; a person's name stands nowhere in the hub.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hub.core.daytime import local_day
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.events import Details, Event
from hub.core.forms import FormSheet, SignedBy, SigningRole
from hub.core.messages import MonthlyStatistics
from hub.core.permissions import JointDeed
from hub.core.ports import Bus, Serde
from hub.core.reporting import ACCEPTED, Report
from hub.core.reports import CITY_BODY, ReportKey, ReportKind, ReportLine
from hub.core.second_person import Proposal
from hub.documents.workbook import write_workbook
from hub.service.monthly import failed_checks
from hub.service.reporting import officers_statement, state_to_hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One officer: a code, the office, and the roles in which the code may sign."""

    code: str
    office: str
    roles: tuple[SigningRole, ...]

    @property
    def label(self) -> str:
        """How the form prints it."""
        return f"{self.office}（{self.code}）"


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of the settings, by code."""

    by_code: Mapping[str, Officer]

    def named(self, code: str) -> Officer:
        """
        Return the officer *code*.

        Raises:
            UnknownRecordError: the settings name none of that code.
        """
        found = self.by_code.get(code)
        if found is None:
            known = ", ".join(sorted(self.by_code)) or "none"
            raise UnknownRecordError("no officer of this code", where=code, remedy=f"officers in hub.toml: {known}")
        return found

    def signing(self, code: str, role: SigningRole) -> Officer:
        """
        Return the officer *code*, who may sign as *role*.

        Raises:
            PermanentError: the officer may not sign in this role.
        """
        officer = self.named(code)
        if role not in officer.roles:
            raise PermanentError(
                f"may not sign as {role.value}", where=code, remedy="give the role to this officer in hub.toml"
            )
        return officer


def city_report(month: str) -> ReportKey:
    """Return the key under which the city's own form of *month* is signed."""
    return ReportKey(ReportKind.MONTHLY, month, CITY_BODY)


@dataclass(frozen=True, slots=True)
class SigningDesk:
    """What is signed for one month: its report as known now, the officers, and the log on which signatures go."""

    month: str
    report: Report
    officers: Officers
    bus: Bus
    serde: Serde

    def signed(self, revision: int) -> tuple[SignedBy, ...]:
        """Return the signatures under *revision*, in the order of the roles; those before a reopening count no more."""
        reopened = max((one.at for one in self.report.reopenings if one.revision >= revision), default=None)
        by_role = {
            one.role: one
            for one in self.report.signatures
            if one.revision == revision and (reopened is None or one.at > reopened)
        }
        return tuple(
            SignedBy(role, self._label(by_role[role.value].signer), local_day(by_role[role.value].at))
            for role in SigningRole
            if role.value in by_role
        )

    def _label(self, code: str) -> str:
        found = self.officers.by_code.get(code)
        return code if found is None else found.label

    def is_frozen(self, revision: int) -> bool:
        """Return whether every role has signed *revision*."""
        return len(self.signed(revision)) == len(SigningRole)

    def last_frozen(self) -> int:
        """Return the last revision that was signed by all and not reopened since, 0 when there's none."""
        revisions = sorted({one.revision for one in self.report.signatures}, reverse=True)
        return next((revision for revision in revisions if self.is_frozen(revision)), 0)

    def sign(self, sheet: FormSheet, role: SigningRole, code: str, now: datetime) -> FormSheet:
        """
        State one signature under *sheet* and return the sheet with all signatures so far.

        Raises:
            UnknownRecordError: no such officer.
            PermanentError: not the officer's role, signed already, out of order, or an earlier revision is in force.
        """
        officer = self.officers.signing(code, role)
        signed = self.signed(sheet.revision)
        self._require_turn(role, signed)
        frozen = self.last_frozen()
        if frozen and frozen != sheet.revision:
            raise PermanentError(
                f"revision {frozen} is signed and in force",
                where=self.month,
                remedy=f"two persons reopen it: hub stats reopen --month {self.month} …",
            )
        details: Details = {
            "body": CITY_BODY,
            "period": self.month,
            "v": sheet.revision,
            "number": sheet.digest,
            "signer": officer.code,
            "role": role.value,
        }
        self._state(Event.FORM_SIGNED, details, now)
        return replace(sheet, signatures=(*signed, SignedBy(role, officer.label, local_day(now))))

    def _require_turn(self, role: SigningRole, signed: Sequence[SignedBy]) -> None:
        done = {one.role for one in signed}
        if role in done:
            raise PermanentError("this role has signed already", where=role.zh, remedy="nothing to do")
        missing = next(one for one in SigningRole if one not in done)
        if role is not missing:
            raise PermanentError(
                f"{missing.zh} ({missing.value}) signs first",
                where=role.zh,
                remedy=f"hub stats sign --role {missing.value} …; beside a running hub wait for its next round",
            )

    def reopen(self, agreed: Proposal, now: datetime) -> int:
        """
        State that two persons open the signed month again; return the revision that was in force.

        *agreed* is what one proposed and another agreed to (:mod:`hub.core.second_person`), just being carried out: no
        two names are taken from anybody else.

        Raises:
            PermanentError: nothing is signed, or *agreed* is no agreement to this.
        """
        is_it = agreed.deed is JointDeed.MONTH_REOPENING and agreed.subjects == (self.month,)
        if not is_it or agreed.decided_by is None or not agreed.is_agreed:
            raise PermanentError(
                "reopening a signed month needs two persons", where=self.month, remedy="propose it to a second person"
            )
        frozen = self.last_frozen()
        if not frozen:
            raise PermanentError("nothing is signed by all", where=self.month, remedy="sign it first")
        details: Details = {
            "body": CITY_BODY,
            "period": self.month,
            "v": frozen,
            "signer": agreed.proposed_by,
            "second": agreed.decided_by,
            "reason": agreed.reason,
        }
        self._state(Event.FORM_REOPENED, details, now)
        return frozen

    def override(self, statistics: MonthlyStatistics, officer: str, reason: str, now: datetime) -> None:
        """State that an officer lets the month close although checks fail, with the checks and the reason."""
        named = self.officers.named(officer)
        if not reason.strip():
            raise PermanentError("an override needs a reason", where=self.month, remedy="--reason …")
        failed = [check for check in statistics.checks if check.name in failed_checks(statistics)]
        details: Details = {
            "body": CITY_BODY,
            "period": self.month,
            "subject": f"close:{local_day(statistics.as_known_at).isoformat()}",
            "result": ACCEPTED,
            "signer": named.code,
            "reason": reason,
            "lines": [ReportLine("", f"check:{check.name}", check.left, check.right) for check in failed],
        }
        self._state(Event.MONTHLY_REPORT_CHECKED, details, now)

    def _state(self, event: Event, details: Details, now: datetime) -> None:
        state_to_hub(self.bus, self.serde, [officers_statement(city_report(self.month), event, details, now)], now)


def frozen_names(sheet: FormSheet) -> tuple[str, str]:
    """
    Return the names of the frozen files, workbook and PDF.

    A revision that was reopened and signed anew has other signatures: its day of report tells the files apart.
    """
    last = max(one.on for one in sheet.signatures)
    stem = f"{sheet.layout.title}-{sheet.month}-R{sheet.revision}-{last.isoformat()}"
    return f"{stem}.xlsx", f"{stem}.pdf"


def freeze(sheet: FormSheet, folder: Path) -> tuple[Path, ...]:
    """
    Write the files of a wholly signed *sheet*, once: what is there already is never rewritten.

    Raises:
        PermanentError: a file of that name is there with other content.
    """
    from hub.documents.pdf import write_pdf  # slow to load: only who draws a form waits for it

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in zip(frozen_names(sheet), (write_workbook(sheet), write_pdf(sheet)), strict=True):
        path = folder / name
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            if path.read_bytes() != content:
                raise PermanentError(
                    "a frozen form of this name has other content", where=path.name, remedy="keep both: ask the bureau"
                ) from None
        path.chmod(0o440)
        written.append(path)
    return tuple(written)
