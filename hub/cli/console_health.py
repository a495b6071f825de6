"""What ``hub doctor`` says of the console: its address, who keeps it, and who else may read its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hub.bootstrap.people import people_of
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import console as said
from hub.catalogue import people as people_said
from hub.cli.findings import Finding, looked
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import local_day
from hub.core.permissions import ADMINISTRATORS, Role
from hub.people.file import FILE
from hub.settings.whole import HubSettings

_OTHERS = 0o077
_OWN_FILES = (FILE, "console-forms.key")
"""What only the hub's account may read of the console's; the key is looked at by itself."""


def examine_console(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    """Yield whether the address may be opened, the three administrators are there, and nobody else reads the files."""
    from hub.web.serving import Address, check_address  # no other verb is to wait for the server

    own = settings.console
    address = Address(
        host=own.host,
        port=own.port,
        table="console",
        certificate=own.certificate,
        certificate_key=own.certificate_key,
    )
    yield looked(terminal, said.DOCTOR_CONSOLE, lambda: check_address(address), address.url)[0]
    if not (settings.data / FILE).is_file():
        yield Finding(said.DOCTOR_ADMINISTRATORS, Outcome.FINE, terminal.text(said.DOCTOR_NO_PEOPLE))
        return
    yield _folder(settings.data, terminal)
    yield _administrators(settings, terminal)


def _folder(data: Path, terminal: Terminal) -> Finding:
    files = [data / name for name in _OWN_FILES if (data / name).is_file()]
    opened = [path.name for path in files if path.stat().st_mode & _OTHERS]
    if not opened or not data.stat().st_mode & _OTHERS:
        return Finding(said.DOCTOR_FOLDER, Outcome.FINE, str(data))
    detail = terminal.text(said.DOCTOR_FOLDER_OPEN, files=" ".join(opened))
    return Finding(said.DOCTOR_FOLDER, Outcome.STOPPED, detail, remedy=f"chmod 700 {data}")


def _administrators(settings: HubSettings, terminal: Terminal) -> Finding:
    found, people = looked(terminal, said.DOCTOR_ADMINISTRATORS, lambda: people_of(settings), FILE)
    if people is None:
        return found
    today = local_day(SystemClock().now())
    with closing(people):
        missing = [role for role in Role if role in ADMINISTRATORS and not people.grants.holders({role}, today)]
        founded = people.grants.is_founded()
    if not missing:
        return Finding(said.DOCTOR_ADMINISTRATORS, Outcome.FINE, terminal.text(said.DOCTOR_THREE))
    names = terminal.label("、", ", ").join(terminal.label(role.zh, role.en) for role in missing)
    detail = terminal.text(said.DOCTOR_ABSENT, roles=names)
    how = said.DOCTOR_PROPOSE if founded else said.DOCTOR_APPOINT
    remedy = terminal.text(how, command=terminal.command("user grant"), role=missing[0].value)
    return Finding(said.DOCTOR_ADMINISTRATORS, Outcome.ATTEND, detail, people_said.SECURITY_ADMIN, remedy)
