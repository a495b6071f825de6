"""``hub quarantine``: what couldn't enter, whose task it is, and how it comes back."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.workshop import Workshop, open_beside
from hub.catalogue import quarantine as quarantine_said
from hub.cli.options import Json, Yes
from hub.cli.running import require_data
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import SHANGHAI
from hub.core.errors import PermanentError, UnknownRecordError
from hub.plugins.desk import DeskResult, QuarantineDesk, parse_patch
from hub.plugins.records import ItemState, QuarantineItem
from hub.service.returned_desk import IMPORTS, not_here
from hub.settings.loading import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=quarantine_said.QUARANTINE_VERBS)

Item = Annotated[str, typer.Argument(help=quarantine_said.ARGUMENT_ITEM)]
Adapter = Annotated[str | None, typer.Option("--adapter", help=catalogue.ARGUMENT_AGENCY)]
Who = Annotated[str | None, typer.Option("--officer", "--who", help=catalogue.OPTION_WHO)]
Why = Annotated[str, typer.Option("--why", help=catalogue.OPTION_WHY)]


def _workshop(terminal: Terminal) -> Workshop:
    settings = load_settings(settings_path(terminal.settings))
    require_data(settings)
    return open_beside(settings)


def _items(workshop: Workshop, adapter: str | None, state: ItemState | None) -> Iterator[QuarantineItem]:
    if adapter not in (None, IMPORTS):
        workshop.adapter_type(adapter or "")
    for code in workshop.codes:
        if adapter in (None, code) and workshop.has_store(code):
            yield from workshop.quarantine(workshop.store(code)).listed(state)
    if adapter in (None, IMPORTS) and workshop.has_store(IMPORTS):
        yield from workshop.returned.listed(state)


def _adapter_of(workshop: Workshop, item: str) -> str:
    code = item.removeprefix("Q-").rpartition("-")[0]
    if code not in (*workshop.codes, IMPORTS) or not workshop.has_store(code):
        raise UnknownRecordError("no such item", where=item, remedy="hub quarantine list")
    return code


@verbs.command("list", help=quarantine_said.QUARANTINE_LIST)
def list_items(
    context: typer.Context,
    adapter: Adapter = None,
    everything: Annotated[bool, typer.Option("--all", help=quarantine_said.OPTION_ALL)] = False,
    as_json: Json = False,
) -> None:
    """List what is held."""
    terminal = Terminal.of(context, as_json=as_json)
    items = list(_items(_workshop(terminal), adapter, None if everything else ItemState.OPEN))
    if as_json:
        terminal.json([asdict(item) for item in items])
    elif not items:
        terminal.say(quarantine_said.QUARANTINE_EMPTY)
    else:
        headings = [
            catalogue.COLUMN_NUMBER,
            catalogue.COLUMN_FIELD,
            catalogue.COLUMN_PLACE,
            catalogue.COLUMN_REASON,
            catalogue.COLUMN_TASK,
        ]
        terminal.entries(headings, [_row(terminal, item) for item in items], below=2)
        terminal.say(quarantine_said.QUARANTINE_COUNT, count=len(items))
        terminal.say(quarantine_said.QUARANTINE_NEXT, item=items[0].id)
    if any(item.state is ItemState.OPEN for item in items):
        raise typer.Exit(Outcome.ATTEND)


def _row(terminal: Terminal, item: QuarantineItem) -> Sequence[str]:
    reason = terminal.label(item.reason_zh, item.reason_en)
    times = f" ×{item.count}" if item.count > 1 else ""
    field = f"{item.field} {item.masked}".strip()
    return [item.id, field, _where(item), f"{item.code} {reason}{times}", item.task_of]


def _where(item: QuarantineItem) -> str:
    """Return the place in its system, which many places name already."""
    return item.place if item.system in item.place.split() else f"{item.system} {item.place}".strip()


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@verbs.command("show", help=quarantine_said.QUARANTINE_SHOW)
def show(context: typer.Context, item: Item, as_json: Json = False) -> None:
    """Show one item; personal data only masked."""
    terminal = Terminal.of(context, as_json=as_json)
    workshop = _workshop(terminal)
    code = _adapter_of(workshop, item)
    store = workshop.returned if code == IMPORTS else workshop.quarantine(workshop.store(code))
    found = store.show(item)
    if as_json:
        terminal.json(asdict(found))
        return
    terminal.line(f"{found.id}  {terminal.label(found.kind.zh, found.kind.en)}  "
                  f"{terminal.label(found.state.zh, found.state.en)}")  # fmt: skip
    terminal.line(f"  {_where(found)}")
    terminal.line(f"  {found.code}  {found.field} {found.masked}  {terminal.label(found.reason_zh, found.reason_en)}")
    terminal.line(f"  {terminal.text(catalogue.WHOSE_TASK)}{found.task_of}")
    terminal.say(
        quarantine_said.ITEM_SEEN, first=_local(found.first_seen), last=_local(found.last_seen), count=found.count
    )
    if found.closed_by:
        terminal.say(quarantine_said.ITEM_CLOSED, who=found.closed_by, why=found.closed_why)
    elif found.proposal:
        terminal.say(quarantine_said.ITEM_PROPOSAL, proposal=found.proposal, item=found.id)
    else:
        terminal.say(quarantine_said.ITEM_NEXT, field=found.field or "FIELD", item=found.id)


@verbs.command("fix", help=quarantine_said.QUARANTINE_FIX)
def fix(
    context: typer.Context,
    item: Item,
    changes: Annotated[list[str] | None, typer.Option("--set", help=quarantine_said.OPTION_SET)] = None,
    accept: Annotated[bool, typer.Option("--accept", help=quarantine_said.OPTION_ACCEPT)] = False,
    discard: Annotated[bool, typer.Option("--discard", help=quarantine_said.OPTION_DISCARD)] = False,
    who: Who = None,
    why: Why = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Mend a held row, accept its proposal, or give it up with a reason."""
    terminal = Terminal.of(context, as_json=as_json)
    if sum((bool(changes), accept, discard)) != 1:
        raise PermanentError(terminal.text(catalogue.FIX_ONE_WAY), where=item)
    workshop = _workshop(terminal)
    code = _adapter_of(workshop, item)
    if code == IMPORTS and not discard:
        raise not_here(item)
    terminal.confirm(quarantine_said.FIX_WHAT, yes=yes, item=item)
    person = who or getpass.getuser()
    if code == IMPORTS:
        _tell(terminal, DeskResult(workshop.returned.discard(item, who=person, why=why), entered=False))
        return
    desk = QuarantineDesk(workshop.host(code))
    if discard:
        given_up = desk.discard(item, who=person, why=why)
        _tell(terminal, DeskResult(given_up, entered=False))
        return
    if accept:
        result = desk.accept(item, who=person)
    else:
        result = desk.fix(item, dict(parse_patch(change) for change in changes or ()), who=person, why=why)
    _tell(terminal, result)
    if not result.entered:
        raise typer.Exit(Outcome.ATTEND)


@verbs.command("retry", help=quarantine_said.QUARANTINE_RETRY)
def retry(
    context: typer.Context,
    item: Annotated[str | None, typer.Argument(help=quarantine_said.ARGUMENT_ITEM)] = None,
    adapter: Adapter = None,
    who: Who = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Try one item again, or all of an adapter."""
    terminal = Terminal.of(context, as_json=as_json)
    if (item is None) == (adapter is None):
        raise PermanentError(terminal.text(catalogue.RETRY_ONE_WAY))
    workshop = _workshop(terminal)
    code = adapter if adapter is not None else _adapter_of(workshop, item or "")
    if code == IMPORTS:
        raise not_here(item or f"--adapter {code}")
    terminal.confirm(quarantine_said.RETRY_WHAT, yes=yes, item=item or f"--adapter {code}")
    desk = QuarantineDesk(workshop.host(code))
    person = who or getpass.getuser()
    results = [desk.retry(item, who=person)] if item is not None else desk.retry_all(who=person)
    _tell(terminal, *results)
    if any(not result.entered for result in results):
        raise typer.Exit(Outcome.ATTEND)


def _tell(terminal: Terminal, *results: DeskResult) -> None:
    if terminal.as_json:
        terminal.json([asdict(result) for result in results])
        return
    for result in results:
        entered = terminal.text(quarantine_said.ENTERED if result.entered else quarantine_said.NOT_ENTERED)
        state = terminal.label(result.item.state.zh, result.item.state.en)
        terminal.line(f"{result.item.id}  {state}  {entered}")
        for still in result.still:
            terminal.line(f"  {still.id}  {still.code}  {terminal.label(still.reason_zh, still.reason_en)}")
