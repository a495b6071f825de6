"""Calendar, lengths of clocks and rules in force, and the mark of what they depend on."""

from __future__ import annotations

import hashlib

from hub.bootstrap.amended import amendments_of
from hub.bootstrap.registry import filed_registry
from hub.core.amendments import Standing, amended_calendar, amended_lengths
from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Overrides, Terms
from hub.core.knowledge import Rules
from hub.reference import load_calendar
from hub.settings.whole import HubSettings


def filed_standing(settings: HubSettings) -> Standing:
    """
    Return lengths, calendar and units as files say them, before any amendment.

    Raises:
        ConfigurationError: a file can't be read or an entry doesn't fit.
    """
    return Standing(
        lengths=tuple(local.override for local in settings.clocks),
        calendar=load_calendar(settings.calendar),
        registry=filed_registry(settings),
    )


def calendar_of(settings: HubSettings) -> WorkingCalendar:
    """Return the working days in force: the State Council's notices, and the city's own rest days."""
    return amended_calendar(load_calendar(settings.calendar), amendments_of(settings))


def rules_of(settings: HubSettings) -> Rules:
    """Return the rules in force."""
    return Rules(terms_of(settings), derive=True)


def terms_of(settings: HubSettings) -> Terms:
    """
    Return the calendar and the lengths of clocks in force.

    Raises:
        ClockOverrideError: a local length doesn't fit, or the period is the law's.
    """
    amendments = amendments_of(settings)
    overrides = Overrides.of(amended_lengths((local.override for local in settings.clocks), amendments))
    return Terms(amended_calendar(load_calendar(settings.calendar), amendments), overrides)


def rules_mark(settings: HubSettings) -> str:
    """Return a mark of all settings that rules depend on: a state half made under others is of no use."""
    bench = settings.workbench
    ruled = (settings.clocks, bench.agency, bench.units, *amendments_of(settings))
    marked = hashlib.sha256(repr(ruled).encode())
    for path in (settings.units, settings.calendar):
        if path is not None:
            files = sorted(path.iterdir()) if path.is_dir() else [path]
            marked.update(b"".join(file.read_bytes() for file in files if file.is_file()))
    return marked.hexdigest()[:16]


def files_mark(settings: HubSettings) -> str:
    """Return a mark of the files alone that rules are read from: who runs reads them once, when it starts."""
    return rules_mark(settings.pinned(()))
