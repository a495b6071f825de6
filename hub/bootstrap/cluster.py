"""
A hub on Apache Kafka: settings to access, log, engine and copies.

Without the extra ``kafka`` one sentence says what to install.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from hub.contracts import Serde
from hub.core.amendments import Amendment
from hub.core.amendments.note import follows, read, written
from hub.core.errors import BusUnavailableError, ClosedInputError, ConfigurationError
from hub.core.ports import Processor, StoredRecord
from hub.core.retention import Unread
from hub.core.topics import ASSIGNMENT, version_of
from hub.core.worker_settings import SettingsTaken, said_by
from hub.engines.processing.observing import Observer, unobserved
from hub.settings.secrets import kafka_password
from hub.settings.whole import HubSettings, kafka_of

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess, KafkaBus
    from hub.bus.kafka.groups import GroupMember
    from hub.engines.faust import Worker, WorkerStanding
    from hub.engines.faust.ruled import Rule
    from hub.engines.kafka import KafkaDeadLetters
    from hub.engines.kafka.ground import KafkaGround
    from hub.engines.kafka.reader import KafkaReader
    from hub.engines.kafka.remote import RemoteEngine
    from hub.engines.kafka.settings_notes import SettingsNotes

_PAGE = 1_000
_PAUSE_SECONDS = 0.5
EXTRA = "pip install 'fengqiao-hub[kafka]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who watches a worker: ``bark`` ends the process, ``tell`` hears how it stands, ``observe`` of each batch."""

    bark: Callable[[str, float], None]
    tell: Callable[[WorkerStanding], None]
    observe: Observer = unobserved


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersView:
    """
    The workers of a hub.

    Attributes:
        members: Of the group, on whatever machine, with the shards that each was given.
        here: What the workers of this machine said last.
        behind: Places of the logs that stand behind the committed positions, by shard.
        taken: Which version of the settings they work under.
    """

    members: tuple[GroupMember, ...]
    here: tuple[WorkerStanding, ...]
    behind: Mapping[int, int]
    taken: SettingsTaken

    @property
    def ownerless(self) -> list[int]:
        """Shards that no worker was given."""
        return [number for number in sorted(self.behind) if number not in self.owners]

    @property
    def owners(self) -> Mapping[int, str]:
        """Name of the worker that was given each shard; a shard that nobody was given isn't there."""
        return {number: member.name for member in self.members for number in member.partitions}


@contextmanager
def needing_the_extra() -> Iterator[None]:
    """
    Import what the extra ``kafka`` brings.

    Raises:
        ConfigurationError: it isn't installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{error.name} isn't installed: a hub on Kafka needs the extra kafka",
            where="engine",
            remedy=EXTRA,
        ) from error


def access_of(settings: HubSettings) -> KafkaAccess:
    """
    Return how *settings* reach the cluster.

    Raises:
        ConfigurationError: there's no ``[kafka]`` table, no password where it says, or the extra isn't installed.
    """
    with needing_the_extra():
        from hub.bus.kafka import KafkaAccess
    kafka = kafka_of(settings)
    return KafkaAccess(
        bootstrap=kafka.bootstrap,
        authority=kafka.authority,
        certificate=kafka.certificate,
        principal=kafka.principal,
        password=kafka_password(kafka),
        prefix=kafka.prefix,
        version=settings.topic_version,
    )


def unread_on_cluster(access: KafkaAccess, *, at_once: bool = False) -> Sequence[Unread]:
    """
    Return how every reader stands that *access* may see.

    What isn't decided is waited for, to tell what never will be; not where the answer must come *at_once*.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        AccessDeniedError: the cluster doesn't know this user.
    """
    with needing_the_extra():
        from hub.bus.kafka.positions import read_positions
    return read_positions(access, 0.0) if at_once else read_positions(access)


def letters_on_cluster(access: KafkaAccess, shards: int) -> Mapping[int, int]:
    """
    Return how many records wait, shard by shard, that no processor could take.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        AccessDeniedError: this principal may not read them.
    """
    waiting = Counter(letter.partition for letter in open_kafka_letters(access).pending())
    return {number: waiting[number] for number in range(shards)}


def open_kafka_letters(access: KafkaAccess) -> KafkaDeadLetters:
    """Open what no processor could take on the cluster of *access*."""
    with needing_the_extra():
        from hub.engines.kafka import KafkaDeadLetters
    return KafkaDeadLetters(access)


def open_kafka_bus(settings: HubSettings) -> KafkaBus:
    """Open the log on the cluster of *settings*."""
    access = access_of(settings)
    with needing_the_extra():
        from hub.bus.kafka import KafkaBus
    return KafkaBus(access)


def open_remote_engine(settings: HubSettings, processors: Sequence[object], folder: Path) -> RemoteEngine:
    """
    Open the engine as whoever keeps the time sees it; *folder* keeps the copy for questions.

    A cluster that is just starting, or whose topics are just made, is given the patience of the settings.
    """
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.kafka.remote import RemoteEngine, RemoteOptions
    patience = kafka_of(settings).patience_seconds
    options = RemoteOptions(shards=settings.shards, patience=patience)
    again = Retrying(
        retry=retry_if_exception_type(BusUnavailableError),
        stop=stop_after_delay(patience),
        wait=wait_fixed(_PAUSE_SECONDS),
        reraise=True,
    )
    return again(RemoteEngine, access, folder, processors, Serde(), options)


def open_kafka_reader(settings: HubSettings, folder: Path) -> KafkaReader:
    """Bring the copy in *folder* abreast of the cluster and open it for reading."""
    access = access_of(settings)
    with needing_the_extra():
        from hub.bus.kafka import KafkaBus
        from hub.engines.kafka.copies import Copies
        from hub.engines.kafka.reader import KafkaReader
    bus = KafkaBus(access)
    try:
        bus.check_here()
        copies = Copies(access, folder, settings.shards)
        try:
            copies.catch_up()
        finally:
            copies.close()
    except BaseException:
        bus.close()
        raise
    return KafkaReader(folder, bus, access.version)


def kafka_records(settings: HubSettings, topic: str) -> Iterator[StoredRecord]:
    """Yield every record of *topic* on the cluster of *settings*, in order within each partition."""
    bus = open_kafka_bus(settings)
    try:
        for partition in range(bus.partitions(topic)):
            offset = 0
            while page := bus.read(topic, partition, offset, _PAGE):
                yield from page
                offset = page[-1].offset + 1
    finally:
        bus.close()


def open_worker(settings: HubSettings, rule: Rule, name: str, watch: Watch) -> Worker:
    """
    Return the worker *name* of the hub of *settings*, not yet running; *rule* makes its processors.

    Raises:
        ConfigurationError: there's no ``[kafka]`` table, or the extra isn't installed.
    """
    kafka, access = kafka_of(settings), access_of(settings)
    with needing_the_extra():
        from hub.engines.faust import Worker, WorkerPlan
    return Worker(
        WorkerPlan(
            name=name,
            access=access,
            folder=workers_folder(settings) / name,
            rule=rule,
            serde=Serde(),
            shards=settings.shards,
            session=kafka.session_seconds,
            stalled=kafka.stalled_seconds,
            port=kafka.worker_port,
            bark=watch.bark,
            tell=watch.tell,
            observe=watch.observe,
        )
    )


def open_kafka_ground(settings: HubSettings, folder: Path) -> KafkaGround:
    """Open what a processor is rebuilt from on the cluster of *settings*; *folder* keeps copies of the states."""
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.kafka.ground import KafkaGround
    return KafkaGround(access, folder, settings.shards)


def workers_folder(settings: HubSettings) -> Path:
    """Return where each worker of this machine has its folder, under its name."""
    return settings.data / "workers"


def look_at_workers(settings: HubSettings, processors: Sequence[object]) -> WorkersView:
    """
    Return who works, by what the cluster knows and by what the workers of this machine say.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.faust.standing import standings
        from hub.engines.kafka.backlog import backlog
    inputs = [processor.input for processor in cast("Sequence[Processor[object]]", processors)]
    members = _members(access)
    return WorkersView(
        members=members,
        here=tuple(standings(workers_folder(settings))),
        behind=backlog(access, inputs, settings.shards),
        taken=_taken(access, members),
    )


def settings_taken(settings: HubSettings) -> SettingsTaken:
    """
    Return which version of the settings the workers of the hub were told, and which each works under.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    access = access_of(settings)
    return _taken(access, _members(access))


def _members(access: KafkaAccess) -> tuple[GroupMember, ...]:
    with needing_the_extra():
        from hub.bus.kafka.groups import members_of
        from hub.engines.faust.app import GROUP
    return tuple(members_of(access, version_of(GROUP, access.version), ASSIGNMENT))


def _taken(access: KafkaAccess, members: tuple[GroupMember, ...]) -> SettingsTaken:
    notes = settings_notes(access)
    said = notes.workers()
    return SettingsTaken(
        version=len(read(notes.read())),
        workers={one.name: said_by(said[one.name]) if one.name in said else None for one in members},
    )


_NOTES: dict[KafkaAccess, SettingsNotes] = {}
_NOTES_TURN = threading.Lock()
_FIRST_SECONDS = 10.0
"""How long a cluster whose topics were just made is waited for."""


def settings_notes(access: KafkaAccess) -> SettingsNotes:
    """
    Return what follows the notes of the settings on the cluster of *access*, read once, one for this whole process.

    Raises:
        ConfigurationError: there's no topic of cuts.
        BusUnavailableError: the cluster doesn't answer.
    """
    with needing_the_extra():
        from hub.engines.kafka.settings_notes import SettingsNotes
    with _NOTES_TURN:
        found = _NOTES.get(access)
        if found is None:
            again = Retrying(
                retry=retry_if_exception_type(BusUnavailableError),
                stop=stop_after_delay(_FIRST_SECONDS),
                wait=wait_fixed(_PAUSE_SECONDS),
                reraise=True,
            )
            found = again(SettingsNotes, access)
            again(found.read)
            _NOTES[access] = found
    return found


def noted_amendments(access: KafkaAccess) -> tuple[Amendment, ...]:
    """
    Return the amendments that workers were told: read at the first call, heard of at every further one.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        ClosedInputError: the note can't be read.
        NewerNoteError: a newer hub wrote it.
    """
    return read(settings_notes(access).heard())


def publish_amendments(access: KafkaAccess, decided: tuple[Amendment, ...]) -> bool:
    """
    Tell the workers what was *decided*, where they don't know it yet; return whether they had to be told.

    Raises:
        PermanentError: they were told something else; or it's more than a note holds.
        AccessDeniedError: this user may not.
        StaleOwnerError: another process tells them at this moment; or the hub was moved.
        BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
    """
    return settings_notes(access).publish(written(decided), lambda noted: follows(decided, _readable(noted)))


def _readable(note: str | None) -> tuple[Amendment, ...]:
    """Return what *note* says, nothing where that can't be read: it's written anew."""
    try:
        return read(note)
    except ClosedInputError:
        return ()


def kafka_places_behind(settings: HubSettings, topic: str) -> int:
    """Return how many places of the log of *topic* workers have not taken yet; marks of transactions are places too."""
    access = access_of(settings)
    with needing_the_extra():
        from hub.engines.kafka.backlog import backlog
    return sum(backlog(access, [topic], settings.shards).values())
