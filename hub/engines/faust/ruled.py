"""
Under which settings a worker works: those of its machine's files, with what the note on the cluster amends.

What can't be read, or can't be opened here, leaves the former note in force and says so: half a city late by a slip of
the pen is worse than a day under yesterday's rules. A note of a newer form stops the worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hub.core.amendments import Amendment
from hub.core.amendments.note import NewerNoteError, read
from hub.core.errors import HubError, PermanentError, TransientError

_LOG = logging.getLogger(__name__)
KEPT = "settings.json"
"""The last note that was understood, in the worker's folder: it outlives the worker."""


class AmendedError(TransientError):
    """The settings were amended: shards are let go of, and come again under the new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What amended settings make on this machine: the processors, and a mark of the files that were read for them."""

    processors: Sequence[object]
    files: str


Rule = Callable[[tuple[Amendment, ...]], Ruling]


class Ruled:
    """
    What *rule* makes of the newest note that was understood, which is kept in *folder*.

    Attributes:
        files: A mark of the files of this machine that were read for it.
        trouble: Why the newest note isn't followed, empty where it is.
    """

    def __init__(self, folder: Path, rule: Rule) -> None:
        self._kept = folder / KEPT
        self._rule = rule
        self._seen: str | None = None
        self._amendments: tuple[Amendment, ...] | None = None
        self.files = ""
        self.trouble = ""

    @property
    def version(self) -> int:
        """Version of the settings under which the worker works."""
        return len(self._amendments or ())

    def open(self, note: str | None) -> Sequence[object]:
        """
        Return the processors under *note*, or under the last one that was understood.

        Raises:
            NewerNoteError: a newer hub wrote the note.
            HubError: no note was understood here yet, or the files of this machine can't be used.
        """
        try:
            amendments = read(note)
            self._check_newer(amendments)
            ruling = self._rule(amendments)
        except NewerNoteError:
            raise
        except HubError as error:
            former = self._former()
            if former is None:
                raise
            self._complain(error)
            amendments, ruling = former, self._rule(former)
        else:
            self.trouble = ""
            self._keep(note)
        self._seen, self._amendments, self.files = note, amendments, ruling.files
        return ruling.processors

    def check(self, note: str | None) -> None:
        """
        Hold the processors that :meth:`open` gave to the newest *note*.

        Raises:
            AmendedError: it amends the settings: open anew.
            NewerNoteError: a newer hub wrote it.
        """
        if note == self._seen:
            return
        amended = None
        try:
            amendments = read(note)
            self._check_newer(amendments)
            if amendments != self._amendments:
                self._rule(amendments)
                amended = len(amendments)
        except NewerNoteError:
            raise
        except HubError as error:
            self._complain(error)
        else:
            self.trouble = ""
        if amended is not None:
            raise AmendedError(f"the settings have version {amended} now", where=f"version {self.version}")
        self._seen = note

    def _check_newer(self, amendments: tuple[Amendment, ...]) -> None:
        if len(amendments) < self.version:
            raise PermanentError(
                f"the note of the settings has version {len(amendments)}, older than the one in force",
                where=f"settings {self.version}",
                remedy="start hub run: it writes the newest one",
            )

    def _complain(self, error: HubError) -> None:
        self.trouble = str(error)
        _LOG.warning("the settings stay as they were: %s %s %s", error.code, error.what, error.where)

    def _former(self) -> tuple[Amendment, ...] | None:
        if self._amendments is None:
            with suppress(OSError, HubError):
                return read(self._kept.read_text(encoding="utf-8"))
        return self._amendments

    def _keep(self, note: str | None) -> None:
        if note is None:
            return
        with suppress(OSError):  # a full disk: what counts is the note on the cluster
            part = self._kept.with_suffix(".part")
            part.write_text(note, encoding="utf-8")
            part.replace(self._kept)
