"""What the verbs of ``hub settings`` share: the settings as they stand, and how one is asked about an amendment."""

from __future__ import annotations

from hub.bootstrap.rules import filed_standing
from hub.cli.acting import Desk
from hub.cli.terminal import Terminal
from hub.console.ruled import Ruled, Wording
from hub.core.amendments import (
    Amendment,
    check,
)
from hub.core.daytime import local_day
from hub.core.wording import Message
from hub.people.amendments import AmendmentLine
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings


def settings_of(terminal: Terminal) -> HubSettings:
    """Return the settings that the terminal names."""
    return load_settings(settings_path(terminal.settings))


def ruled_at(settings: HubSettings, at: Desk) -> Ruled:
    """Return the settings as they stand."""
    return Ruled(filed_standing(settings), tuple(at.people.amendments.lines()))


def check_at(settings: HubSettings, at: Desk, amendment: Amendment) -> None:
    """Refuse *amendment* where it can't be laid over what stands."""
    check(amendment, ruled_at(settings, at).standing, local_day(at.now))


def ask_whether(terminal: Terminal, what: Message, amendment: Amendment, *, yes: bool) -> None:
    """Ask whether *amendment* is meant, unless that was said beforehand."""
    words = Wording(terminal.language)
    terminal.confirm(
        what,
        yes=yes,
        about=words.subject(amendment.content),
        content=words.content(amendment.content),
        since=amendment.since,
        basis=amendment.basis,
    )


def tell_document(terminal: Terminal, line: AmendmentLine) -> None:
    """Tell a script what became of an amendment."""
    if terminal.as_json:
        terminal.json(document_of(line))


def document_of(line: AmendmentLine) -> dict[str, object]:
    """Return an amendment as JSON shows it."""
    one = line.amendment
    return {
        "number": line.id,
        "version": one.version,
        "kind": one.kind,
        "subject": one.content.subject,
        "content": one.content,
        "since": one.since,
        "basis": one.basis,
        "proposed_by": line.proposed_by,
        "proposed_at": line.proposed_at,
        "confirmed_by": line.confirmed_by,
        "confirmed_at": line.confirmed_at,
        "withdrawn_by": line.ended_by,
    }
