"""What ``hub doctor`` says of the people at the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from hub.bootstrap.people import people_of
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import people as said
from hub.cli.findings import Finding, looked
from hub.cli.terminal import Outcome, Terminal
from hub.people.file import FILE
from hub.people.house import People
from hub.settings.whole import HubSettings


def examine_people(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    """Yield whether an emergency account is open, a grant waits, or accounts lie unused; nothing without accounts."""
    if not (settings.data / FILE).is_file():
        return
    found, people = looked(terminal, said.DOCTOR_PEOPLE, lambda: people_of(settings), FILE)
    yield found if people is None else _standing(people, terminal)


def _standing(people: People, terminal: Terminal) -> Finding:
    now = SystemClock().now()
    with closing(people):
        opened, waiting, unused = people.seals.open_ones(now), people.grants.waiting(), people.accounts.unused(now)
    detail = terminal.text(said.DOCTOR_PEOPLE_SAID, opened=len(opened), waiting=len(waiting), unused=len(unused))
    if not opened and not waiting and not unused:
        return Finding(said.DOCTOR_PEOPLE, Outcome.FINE, detail)
    verb = "user list" if opened or waiting else "user unused"
    return Finding(said.DOCTOR_PEOPLE, Outcome.ATTEND, detail, said.SECURITY_ADMIN, terminal.command(verb))
