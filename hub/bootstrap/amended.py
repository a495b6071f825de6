"""What administrators have decided over the files, pinned for as long as a use takes, and told to workers elsewhere."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hub.bootstrap.cluster import access_of, noted_amendments, publish_amendments
from hub.core.amendments import Amendment
from hub.core.amendments.note import follows
from hub.core.errors import AccessDeniedError, ClosedInputError, TransientError
from hub.people.amendments import decided
from hub.people.file import FILE as PEOPLE_FILE
from hub.settings.kafka import EngineKind
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess


def amendments_of(settings: HubSettings, access: KafkaAccess | None = None) -> tuple[Amendment, ...]:
    """
    Return what administrators have decided over the files of *settings*, oldest first.

    The people's file says it where there is one: on the console's machine. Elsewhere on a cluster it's the note that
    was made of it, read as whoever *access* says, by default as the settings' own user.

    Raises:
        BusUnavailableError: the people's file, or the cluster, can't be read now.
        ConfigurationError: the file is damaged, or the note is a newer hub's.
        ClosedInputError: the note can't be read.
    """
    if settings.under is not None:
        return settings.under
    if settings.engine is EngineKind.KAFKA and not (settings.data / PEOPLE_FILE).is_file():
        return noted_amendments(access or access_of(settings))
    return decided(settings.data / PEOPLE_FILE)


def decided_here(settings: HubSettings) -> tuple[Amendment, ...]:
    """
    Return what the people's file of this machine says alone, nothing where there is none.

    Raises:
        BusUnavailableError: it can't be read now.
        ConfigurationError: it's damaged.
    """
    return decided(settings.data / PEOPLE_FILE)


def tell_workers(settings: HubSettings) -> bool:
    """
    Tell the workers what administrators have decided, where they don't know it yet; return whether they had to be told.

    Harmless when repeated: what a crash has left undone is done by whoever calls it next.

    Raises:
        PermanentError: they were told something else than the people's file here says.
        AccessDeniedError: this user of the cluster may not.
        TransientError: the cluster doesn't answer, or another process tells them at this moment.
    """
    people = settings.data / PEOPLE_FILE
    if settings.engine is not EngineKind.KAFKA or not people.is_file():
        return False
    return publish_amendments(access_of(settings), decided(people))


def check_told(settings: HubSettings) -> None:
    """
    Hold the people's file of a hub on a cluster to what its workers were told, before anything more is confirmed.

    Where the cluster can't be asked now nothing is said: what is told later is compared then.

    Raises:
        PermanentError: they were told something else: the file is an older copy.
    """
    people = settings.data / PEOPLE_FILE
    if settings.engine is EngineKind.KAFKA and people.is_file():
        with suppress(TransientError, AccessDeniedError, ClosedInputError):
            follows(decided(people), noted_amendments(access_of(settings)))


def settled(settings: HubSettings) -> HubSettings:
    """
    Return *settings* under what is decided now: everything opened with them is of one version, however long it takes.

    Raises:
        BusUnavailableError: what is decided can't be read now.
        ConfigurationError: the people's file is damaged, or the note is a newer hub's.
        ClosedInputError: the note can't be read.
    """
    return settings if settings.under is not None else settings.pinned(amendments_of(settings))
