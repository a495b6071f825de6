"""What ``hub adapter check justice`` looks at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from hub.core.errors import HubError
from hub.plugins.spec import AdapterContext, CheckLine
from hub_justice.incoming import native_moment
from hub_justice.offices import REQUIRED_COLUMNS, Office, office_names


def check_offices(folder: Path, context: AdapterContext) -> list[CheckLine]:
    """Return one line for each thing looked at; the offices that fail are named."""
    try:
        offices = [Office(folder.resolve() / f"{name}.db") for name in office_names(folder)]
    except HubError as fault:
        remedy = "mount the share, or correct ``folder`` in the settings"
        return [CheckLine(zh="台账文件夹", en="Ledger folder", ok=False, detail=fault.what, remedy=remedy)]
    lines = [
        CheckLine(
            zh="台账文件夹",
            en="Ledger folder",
            ok=bool(offices),
            detail=f"{len(offices)} offices",
            remedy="" if offices else "put one <office>.db for each justice office there",
        )
    ]
    now = context.clock.now()
    looks: tuple[tuple[str, str, Callable[[Office], str]], ...] = (
        ("表结构", "Tables", _missing_columns),
        ("回写", "Write-back", _write_fault),
        ("调委会代码", "Units", lambda office: _unknown_units(office, context, now)),
        ("时钟", "Clocks", lambda office: _clock_fault(office, now)),
    )
    for zh, en, look in looks:
        faults = list(_faults(offices, look))
        detail = "；".join(faults[:5]) + (f" … ({len(faults)})" if len(faults) > 5 else "")
        remedy = "see native.sql and README.md of hub_justice" if faults else ""
        lines.append(CheckLine(zh=zh, en=en, ok=not faults, detail=detail, remedy=remedy))
    return lines


def check_forms_out(folder: Path) -> CheckLine:
    """Return whether the hub's monthly forms can be put into *folder*."""
    is_writable = folder.is_dir() and os.access(folder, os.W_OK)
    return CheckLine(
        zh="月报文件夹",
        en="Folder for monthly forms",
        ok=is_writable,
        remedy="" if is_writable else "mount the share with write access, or correct ``forms_out`` in the settings",
    )


def _faults(offices: list[Office], look: Callable[[Office], str]) -> Iterator[str]:
    for office in offices:
        with closing(office):
            try:
                fault = look(office)
            except HubError as error:
                fault = error.what
        if fault:
            yield f"{office.name}: {fault}"


def _missing_columns(office: Office) -> str:
    missing = [
        f"{table}.{column}"
        for table, columns in REQUIRED_COLUMNS.items()
        for column in sorted(columns - office.columns(table))
    ]
    return ", ".join(missing)


def _write_fault(office: Office) -> str:
    office.rehearse_write()
    return ""


def _unknown_units(office: Office, context: AdapterContext, now: datetime) -> str:
    unknown = [code for code in office.units() if context.registry.find(code, now.date()) is None]
    return ", ".join(unknown[:3])


def _clock_fault(office: Office, now: datetime) -> str:
    ahead = office.typed_after(native_moment(now))
    return f"{ahead} rows typed in the future" if ahead else ""
