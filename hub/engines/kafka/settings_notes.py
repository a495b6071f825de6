"""
What workers are told of the settings that administrators amend, and what each says of the version it works under.

Both are notes on the topic of cuts. Who publishes takes a name for it first: a publisher that was frozen meanwhile
is fenced off, so that no older note is ever written over a newer one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.gate import CLOSED, NOTE, closed_error
from hub.core.entitlements import SETTINGS_WRITER
from hub.core.errors import ConfigurationError
from hub.core.topics import CUTS
from hub.engines.kafka.cuts import PLACE, Cuts
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.holding import Probe
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.writing import write_once

SETTINGS = "settings"
"""Note of all confirmed amendments."""

SUB_STEPS = ("name taken", "note compared", "note committed")
"""Where a kill of who publishes may fall."""

WORKER = "worker/"
"""What notes begin with in which a worker says under which version it works."""


class SettingsNotes:
    """
    The notes of the hub of *access* about its settings; any thread may ask.

    Raises:
        ConfigurationError: there's no topic of cuts.
        BusUnavailableError: the cluster doesn't answer.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._turn = threading.Lock()
        self._ends = Ends(access)
        if not self._ends.partitions().get(CUTS):
            raise ConfigurationError("the topic isn't there", where=CUTS, remedy="hub topics apply")
        self._cuts = Cuts(access, self._ends, 1, 1)

    def read(self) -> str | None:
        """
        Return the newest note that is committed.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        with self._turn:
            self._cuts.catch_up()
            return self._cuts.notes.get(SETTINGS)

    def heard(self) -> str | None:
        """Return the newest note that has come since it was read, without waiting for anything."""
        with self._turn:
            self._cuts.hear()
            return self._cuts.notes.get(SETTINGS)

    def workers(self) -> Mapping[str, str]:
        """
        Return what each worker said last, by its name, those that are gone for good, too.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        with self._turn:
            self._cuts.catch_up()
            notes = self._cuts.notes.items()
            return {name.removeprefix(WORKER): said for name, said in notes if name.startswith(WORKER)}

    def publish(self, note: str, follows: Callable[[str | None], bool], probe: Probe = lambda _sub_step: None) -> bool:
        """
        Write *note* where it *follows* the one that stands, which may raise; return whether it was written.

        Raises:
            AccessDeniedError: this user may not.
            StaleOwnerError: another process publishes at this moment; or the hub was moved.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        if not follows(self.read()):
            return False
        owner = Owner(self._access, SETTINGS_WRITER)
        owner.take_at_once()
        probe("name taken")
        try:
            former = self.read()
            if closed := self._cuts.notes.get(CLOSED):
                raise closed_error(closed)
            if not follows(former):
                return False
            probe("note compared")
            write_once(owner, [(PLACE, (NOTE + SETTINGS, note.encode()), [])])
            probe("note committed")
        finally:
            owner.let_go()
        self._ends.settle([PLACE])
        return True

    def close(self) -> None:
        """Let go of the connection."""
        with self._turn:
            self._cuts.close()
