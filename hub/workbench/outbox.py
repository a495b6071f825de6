"""
The durable outbox: a clicked act waits here, can be undone or hastened, and is then sent.

Its statements, with their event ids, are made at the click. So it's harmless to send one twice: a kill between the
hub's commit and the note here is mended by sending again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.daytime import end_of, local_day
from hub.core.errors import PermanentError
from hub.plugins import wire
from hub.sqlite import Value, instant_in, instant_of, instant_text
from hub.workbench.database import Database
from hub.workbench.drafts import SENT
from hub.workbench.records import Action, ActionState

_COLUMNS = (
    "click, person, unit, act, about, dispute, root, clicked_at, due_at, state, submissions, sealed, sent_at, why"
)
_UNDER_WAY = (ActionState.WAITING, ActionState.SENDING, ActionState.SENT)


def due_at(clicked_at: datetime, window: timedelta) -> datetime:
    """
    Return when an act is sent: after the *window*, but on the day of the click, so that no close of a month misses it.

    >>> from datetime import UTC
    >>> due_at(datetime(2026, 3, 2, 15, 55, tzinfo=UTC), timedelta(minutes=10)).isoformat(timespec="seconds")
    '2026-03-02T15:59:59+00:00'
    """
    return min(clicked_at + window, max(clicked_at, end_of(local_day(clicked_at))))


@dataclass(frozen=True, slots=True)
class Outbox:
    """The acts of all clerks of this hub."""

    database: Database

    def put(self, action: Action) -> Action:
        """Keep *action* and return it; a click that's known already returns the act that it made the first time."""
        with self.database.transaction():
            known = self.find(action.click)
            if known is not None:
                return known
            marks = ", ".join("?" * len(_COLUMNS.split(",")))
            self.database.execute(f"INSERT INTO action ({_COLUMNS}) VALUES ({marks})", _row(action))  # noqa: S608
        return action

    def find(self, click: str) -> Action | None:
        """Return the act of *click*."""
        found = self._select("click = ?", (click,))
        return found[0] if found else None

    def undo(self, click: str, person: str) -> Action:
        """
        Take back an act that still waits: what it stated is forgotten, that it was undone is kept.

        Raises:
            PermanentError: it's somebody else's, it was sent, or a later one on the same dispute must be undone first.
        """
        with self.database.transaction():
            action = self._own(click, person)
            later = self._select(
                "dispute = ? AND seq > (SELECT seq FROM action WHERE click = ?) AND state = ?",
                (action.dispute, click, ActionState.WAITING.value),
            )
            if later:
                raise PermanentError("a later step on this dispute waits too", remedy="undo the last one first")
            undone = self.database.changed(
                "UPDATE action SET state = ?, submissions = x'5b5d', sealed = NULL WHERE click = ? AND state = ?",
                (ActionState.UNDONE.value, click, ActionState.WAITING.value),
            )
            if not undone:
                raise PermanentError("it was undone already, or sent", remedy="open the dispute and correct it there")
        return action

    def hasten(self, click: str, person: str, now: datetime) -> None:
        """
        Let an act be sent at once, with those clicked before it on the same dispute.

        Raises:
            PermanentError: it's somebody else's.
        """
        with self.database.transaction():
            action = self._own(click, person)
            self.database.execute(
                "UPDATE action SET due_at = ? WHERE dispute = ? AND seq <= (SELECT seq FROM action WHERE click = ?) "
                "AND state = ? AND due_at > ?",
                (instant_text(now), action.dispute, click, ActionState.WAITING.value, instant_text(now)),
            )

    def dismiss(self, click: str, person: str) -> None:
        """Note that *person* has dealt with a refused act."""
        self._own(click, person)
        self.database.execute(
            "UPDATE action SET state = ? WHERE click = ? AND state = ?",
            (ActionState.SEEN.value, click, ActionState.REFUSED.value),
        )

    def _own(self, click: str, person: str) -> Action:
        action = self.find(click)
        if action is None or action.person != person:
            raise PermanentError("no act of yours under this number", where=click[:12])
        return action

    def under_way(self, dispute: str) -> list[Action]:
        """Return the acts on *dispute* that the hub may not know yet, in the order of clicks."""
        marks = ", ".join("?" * len(_UNDER_WAY))
        return self._select(f"dispute = ? AND state IN ({marks})", (dispute, *(state.value for state in _UNDER_WAY)))

    def before(self, action: Action) -> list[Action]:
        """Return the acts on the same dispute that were clicked before *action* and that the hub may not know yet."""
        found = self.under_way(action.dispute)
        places = [place for place, other in enumerate(found) if other.click == action.click]
        return found[: places[0]] if places else found

    def last_click(self, dispute: str) -> datetime | None:
        """Return the instant of the latest click on *dispute*."""
        ((latest,),) = self.database.execute("SELECT max(clicked_at) FROM action WHERE dispute = ?", (dispute,))
        return instant_of(latest)

    def of_person(self, person: str, states: Iterable[ActionState]) -> list[Action]:
        """Return the acts of *person* in *states*, in the order of clicks."""
        wanted = tuple(state.value for state in states)
        return self._select(f"person = ? AND state IN ({', '.join('?' * len(wanted))})", (person, *wanted))

    def of_units(self, units: Iterable[str], states: Iterable[ActionState]) -> list[Action]:
        """Return the acts done for *units* in *states*, in the order of clicks."""
        own, wanted = tuple(units), tuple(state.value for state in states)
        where = f"unit IN ({', '.join('?' * len(own))}) AND state IN ({', '.join('?' * len(wanted))})"
        return self._select(where, (*own, *wanted))

    def since(self, units: Iterable[str], instant_from: datetime, until: datetime) -> list[Action]:
        """Return everything clicked for *units* from an instant until another, undone acts too."""
        own = tuple(units)
        where = f"unit IN ({', '.join('?' * len(own))}) AND clicked_at >= ? AND clicked_at < ?"
        return self._select(where, (*own, instant_text(instant_from), instant_text(until)))

    def due(self, now: datetime) -> list[Action]:
        """Return what must be sent by *now*, with what a sender that died had begun, in the order of clicks."""
        return self._select(
            "state = ? OR (state = ? AND due_at <= ?)",
            (ActionState.SENDING.value, ActionState.WAITING.value, instant_text(now)),
        )

    def sent(self) -> list[Action]:
        """Return what was sent and isn't known to be in force yet, with what is quarantined."""
        return self._select("state IN (?, ?)", (ActionState.SENT.value, ActionState.HELD.value))

    def begin(self, click: str) -> bool:
        """Note that an act is being sent and can't be undone any more; False when it was undone or sent meanwhile."""
        with self.database.transaction():
            is_begun = self.database.changed(
                "UPDATE action SET state = ? WHERE click = ? AND state IN (?, ?)",
                (ActionState.SENDING.value, click, ActionState.WAITING.value, ActionState.SENDING.value),
            )
            if is_begun:
                self.database.execute("DELETE FROM draft WHERE form = ?", (f"{SENT}{click}",))
        return is_begun

    def note_sent(self, click: str, now: datetime) -> None:
        """Note that the hub has an act durably."""
        self.database.execute(
            "UPDATE action SET state = ?, sent_at = ? WHERE click = ?",
            (ActionState.SENT.value, instant_text(now), click),
        )

    def note_end(self, click: str, state: ActionState, why: str = "") -> None:
        """Note that an act is in force or refused; the sealed people are the hub's now, or wait to be looked at."""
        self.database.execute(
            "UPDATE action SET state = ?, why = ?, sealed = CASE WHEN ? THEN NULL ELSE sealed END WHERE click = ?",
            (state.value, why, int(state is ActionState.TAKEN), click),
        )

    def note_released(self, click: str, why: str, now: datetime) -> None:
        """Note that what was quarantined is so no more: it was given to the hub again, or put aside."""
        self.database.execute(
            "UPDATE action SET state = ?, sent_at = ?, why = ? WHERE click = ?",
            (ActionState.SENT.value, instant_text(now), why, click),
        )

    def lease(self, holder: str, now: datetime, length: timedelta) -> bool:
        """Return whether *holder* is the one that sends until *now* + *length*."""
        return self.database.changed(
            "INSERT INTO lease VALUES ('sender', ?, ?) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, "
            "until = excluded.until WHERE lease.holder = excluded.holder OR lease.until < ?",
            (holder, instant_text(now + length), instant_text(now)),
        )

    def release(self, holder: str) -> None:
        """Let another sender begin at once."""
        self.database.execute("DELETE FROM lease WHERE name = 'sender' AND holder = ?", (holder,))

    def _select(self, where: str, parameters: tuple[Value, ...]) -> list[Action]:
        statement = f"SELECT {_COLUMNS} FROM action WHERE {where} ORDER BY seq"  # noqa: S608 - no input in it
        return [_action(row) for row in self.database.execute(statement, parameters)]


def _row(action: Action) -> tuple[Value, ...]:
    return (
        action.click,
        action.person,
        action.unit,
        action.act,
        action.about,
        action.dispute,
        action.root,
        instant_text(action.clicked_at),
        instant_text(action.due_at),
        action.state.value,
        wire.encode(action.submissions),
        action.sealed,
        None if action.sent_at is None else instant_text(action.sent_at),
        action.why,
    )


def _action(row: tuple[Value, ...]) -> Action:
    click, person, unit, act, about, dispute, root = map(str, row[:7])
    clicked, due, state, submissions, sealed, sent, why = row[7:]
    return Action(
        click=click,
        person=person,
        unit=unit,
        act=act,
        about=about,
        dispute=dispute,
        root=root,
        clicked_at=instant_in(clicked),
        due_at=instant_in(due),
        state=ActionState(str(state)),
        submissions=wire.decode_submissions(submissions if isinstance(submissions, bytes) else b"[]"),
        sealed=sealed if isinstance(sealed, bytes) else None,
        sent_at=instant_of(sent),
        why=str(why),
    )
