"""What is done about a month: closing and signing by the chief, signed lines, the form to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from hub.console import frame
from hub.console.asking import known_day, month_asked, sees_all
from hub.console.entry import entitled
from hub.console.kept import kept_of
from hub.console.pages.months import city_papers, may_close, ready_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import statistics as said
from hub.contracts import Serde
from hub.core.daytime import ONE_DAY
from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.forms import SigningRole
from hub.core.measures import MEASURES
from hub.core.permissions import Area, Deed
from hub.core.reporting import Adjustment, Report, may_adjust
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL
from hub.core.wording import Language
from hub.office.adjusting import adjustment_number, state_adjustment
from hub.progress import stoppable
from hub.service.monthly import MonthlyBook
from hub.service.signing import freeze

router = APIRouter()
Reader = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.READ))]
Preparer = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.PROPOSE))]
Chief = Annotated[Viewer, Depends(entitled(Area.MONTH, Deed.DECIDE))]
Month = Annotated[str, Form(max_length=7)]


@router.post("/months/close")
def close(request: Request, viewer: Chief, month: Month, reason: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Publish the month's next revision, as known at the end of yesterday or of its close day."""
    console = console_of(request)
    with console.bureau() as bureau:
        day = known_day(request, bureau.holdings)
        wanted = month_asked(month, "")
        ready = ready_of(console, bureau, wanted, day)
        frozen = bureau.desk(wanted).last_frozen()
        officer = viewer.person in bureau.officers.by_code
        published = MonthlyBook(bureau.bus, Serde()).revisions(wanted)
    if not may_close(console, ready, frozen, day):
        raise PermanentError("this month can't be closed by hand now", where=wanted, remedy="see the page of the month")
    console.month_end.settle()
    until = max(ready.close or day, day - ONE_DAY) if published else ready.close or day
    with stoppable():
        view = console.month_end.look(wanted, until)
    failed = [name for name, holds in view.checks.items() if not holds and name != CHECK_ALLOWED_TO_FAIL]
    if failed and not (reason.strip() and officer):
        raise PermanentError("checks fail", where=wanted, remedy="an officer closes it nevertheless, with a reason")
    revision = console.month_end.close(wanted, until)
    if failed:
        with console.bureau() as bureau:
            bureau.desk(wanted).override(bureau.revisions(wanted)[-1], viewer.person, reason, console.clock.now())
        console.month_end.settle()
    kept_of(request).forget()
    notice = said.CLOSED_NOW if revision else said.CLOSED_SAME
    return frame.moved(request, f"/months?month={wanted}", notice, revision=revision)


@dataclass(frozen=True, slots=True)
class Signed:
    """Which revision is signed as what; the digest is that of the figures which were shown."""

    month: Month
    revision: Annotated[int, Form(ge=1)]
    role: Annotated[SigningRole, Form()]
    digest: Annotated[str, Form(max_length=64)]


@router.post("/months/sign")
def sign(request: Request, viewer: Chief, asked: Annotated[Signed, Depends()]) -> RedirectResponse:
    """Sign one revision in one role; after the last role its files are written, once."""
    console = console_of(request)
    console.month_end.settle()
    with console.bureau() as bureau:
        wanted = month_asked(asked.month, "")
        sheet = bureau.sheet(wanted, asked.revision)
        if sheet.digest != asked.digest:
            raise PermanentError("the figures differ from those that were shown", where=wanted, remedy="look again")
        signed = bureau.desk(wanted).sign(sheet, asked.role, viewer.person, console.clock.now())
        is_whole = len(signed.signatures) == len(SigningRole)
        files = freeze(signed, bureau.folder) if is_whole else ()
    console.month_end.settle()
    kept_of(request).forget()
    title = asked.role.zh if viewer.language is Language.ZH else asked.role.en
    names = ", ".join(path.name for path in files)
    return frame.moved(
        request, f"/months?month={wanted}", said.FROZEN if files else said.SIGNED, role=title, files=names
    )


@dataclass(frozen=True, slots=True)
class Adjusting:
    """A signed line as the form gives it."""

    month: Month
    measure: Annotated[str, Form(max_length=40)] = ""
    by: Annotated[int, Form(ge=-(10**12), le=10**12)] = 0
    reason: Annotated[str, Form(max_length=200)] = ""
    takes_back: Annotated[str, Form(max_length=60)] = ""


@router.post("/months/adjust")
def adjust(request: Request, viewer: Preparer, asked: Annotated[Adjusting, Depends()]) -> RedirectResponse:
    """Put a signed line beside a figure of the city, or take one back by a counter-line."""
    console, wanted = console_of(request), month_asked(asked.month, "")
    now = console.clock.now()
    with console.bureau() as bureau:
        report = city_papers(bureau, wanted)
        measure, value = _line(report, asked)
        line = Adjustment(
            id=adjustment_number(report, now),
            measure=measure,
            value=value,
            signer=viewer.person,
            reason=asked.reason.strip(),
            second=None,
            takes_back=asked.takes_back or None,
            at=now,
        )
        if not may_adjust(report, line):
            raise PermanentError(
                "a signed month takes a second person", where=wanted, remedy="hub stats adjust --second"
            )
        state_adjustment(bureau.bus, Serde(), report, line, now)
    console.month_end.settle()
    kept_of(request).forget()
    return frame.moved(request, f"/months?month={wanted}", said.ADJUSTED, id=line.id)


def _line(report: Report, asked: Adjusting) -> tuple[str, int]:
    if not asked.reason.strip():
        raise PermanentError("a reason is needed", where=asked.measure, remedy="say why")
    if asked.takes_back:
        taken = {line.takes_back for line in report.adjustments}
        found = next((one for one in report.adjustments if one.id == asked.takes_back and one.id not in taken), None)
        if found is None:
            raise PermanentError("no such line still stands", where=asked.takes_back)
        return found.measure, -found.value
    if asked.measure not in MEASURES or not asked.by:
        raise PermanentError("a signed line needs a figure and an amount", where=asked.measure[:40])
    return asked.measure, asked.by


@router.get("/months/{month}/form.{kind}")
def form_file(request: Request, viewer: Reader, month: str, kind: str, revision: int = 0) -> Response:
    """Return one revision as the bureau's form, PDF or XLSX; a frozen one byte for byte as it was frozen."""
    from hub.documents.pdf import write_pdf  # slow to load: only who draws a form waits for it
    from hub.documents.workbook import write_workbook

    if not sees_all(viewer, Area.MONTH):
        raise AccessDeniedError("the city's form isn't of your own unit", remedy="ask the statistics office")
    with console_of(request).bureau() as bureau:
        sheet = bureau.sheet(month_asked(month, ""), revision or None)
    if kind == "pdf":
        content, media = write_pdf(sheet), "application/pdf"
    elif kind == "xlsx":
        content, media = write_workbook(sheet), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise PermanentError("this kind of file isn't offered", where=kind[:10], remedy="PDF or XLSX")
    name = f"monthly-{sheet.month}-R{sheet.revision}.{kind}"
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
