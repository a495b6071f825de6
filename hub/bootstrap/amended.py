"""What administrators have decided over the files, pinned for as long as a use takes."""

from __future__ import annotations

from hub.core.amendments import Amendment
from hub.people.amendments import decided
from hub.people.file import FILE as PEOPLE_FILE
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings


def amendments_of(settings: HubSettings) -> tuple[Amendment, ...]:
    """
    Return what administrators have decided over the files of *settings*, oldest first; nothing on a cluster.

    Its workers run on machines that don't see the people's file: there the files of each machine alone say the rules.

    Raises:
        BusUnavailableError: the people's file can't be read now.
        ConfigurationError: it's damaged.
    """
    if settings.under is not None:
        return settings.under
    return () if settings.engine is EngineKind.KAFKA else decided(settings.data / PEOPLE_FILE)


def settled(settings: HubSettings) -> HubSettings:
    """
    Return *settings* under what is decided now: everything opened with them is of one version, however long it takes.

    Raises:
        BusUnavailableError: the people's file can't be read now.
        ConfigurationError: it's damaged.
    """
    return settings if settings.under is not None else settings.pinned(amendments_of(settings))
