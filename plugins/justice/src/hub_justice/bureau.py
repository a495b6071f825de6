"""The form that the justice bureau signs: the hub's figures of one published revision, by kind of committee."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from hub.connectors.files.limits import read_bytes, write_atomically
from hub.core.codes import OrgKind
from hub.core.daytime import month_bounds
from hub.core.errors import AgencyUnavailableError, ClosedInputError
from hub.core.units import Registry
from hub.plugins.spec import MonthlyFigures
from hub_justice.forms import LIMITS, read_form
from hub_justice.monthly import COLUMNS, RMC_KINDS, FormHeader, MonthlyForm, write_form

NOT_COUNTED = frozenset({"screenings"})
"""Columns of which the hub knows nothing; they are left blank for the bureau."""
NO_UNIT = "未列明单位"
NOT_REGISTERED = "名册外单位"

_COUNTED = tuple(column.measure for column in COLUMNS if column.measure not in NOT_COUNTED)


def form_name(month: str, revision: int) -> str:
    """
    Return the name of a revision's file.

    >>> form_name("2026-03", 1)
    '人民调解统计月报-2026-03-R1.xlsx'
    """
    return f"人民调解统计月报-{month}-R{revision}.xlsx"


def form_of(figures: MonthlyFigures, registry: Registry, header: FormHeader) -> MonthlyForm:
    """
    Return *figures* as the form: a row for each kind of committee, then those of other units that have figures.

    Nothing is left out, so that the total is the published one.
    """
    rows = {kind.zh: dict.fromkeys(_COUNTED, 0) for kind in RMC_KINDS}
    for unit, measures in sorted(figures.rows.items(), key=lambda row: _row_of(row[0], figures, registry)):
        _, label = _row_of(unit, figures, registry)
        row = rows.setdefault(label, dict.fromkeys(_COUNTED, 0))
        for measure in _COUNTED:
            row[measure] += measures.get(measure, 0)
    stamped = replace(
        header,
        month=figures.month,
        revision=f"R{figures.revision}",
        known_on=figures.as_known_on.isoformat(),
        definition=figures.definition,
        digest=figures.hash,
    )
    return MonthlyForm(header=stamped, rows=rows)


def _row_of(code: str, figures: MonthlyFigures, registry: Registry) -> tuple[int, str]:
    """Return place and label of the row in which *code* is counted."""
    kinds = list(OrgKind)
    if not code:
        return len(kinds) + 1, NO_UNIT
    # A unit that was merged away within the month is still the one that mediated.
    found = next((unit for day in reversed(month_bounds(figures.month)) if (unit := registry.find(code, day))), None)
    if found is None:
        return len(kinds), NOT_REGISTERED
    return kinds.index(found.org_kind), found.org_kind.zh


def put_form(folder: Path, form: MonthlyForm, revision: int) -> str:
    """
    Write *form* into *folder*, unless it's there already, and return its name.

    A file that bears this revision's hash may be filled in and signed: it stays. Any other file of that name is set
    aside, never lost.

    Raises:
        AgencyUnavailableError: the folder isn't there or can't be written.
    """
    name = form_name(form.header.month, revision)
    if not folder.is_dir():
        raise AgencyUnavailableError(
            "the folder for monthly forms isn't there",
            where="forms_out",
            remedy="mount the share, or correct the setting",
        )
    target = folder / name
    if target.exists():
        if _is_form_of(target, form.header):
            return name
        _set_aside(target)
    write_atomically(target, write_form(form))
    return name


def _is_form_of(target: Path, header: FormHeader) -> bool:
    try:
        found = read_form(read_bytes(target, LIMITS), target.name).header
    except ClosedInputError:
        return False
    return (found.month, found.revision, found.digest) == (header.month, header.revision, header.digest)


def _set_aside(target: Path) -> None:
    try:
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target.replace(target.with_name(f"{target.name}.{digest[:8]}"))
    except OSError as fault:
        raise AgencyUnavailableError(
            "the file in the form's place can't be moved",
            where=target.name,
            remedy="close it, check rights",
        ) from fault
