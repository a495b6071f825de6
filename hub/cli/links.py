"""``hub links``: reports that may be one dispute, judged by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from hub.bootstrap.holdings import read_hub
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workshop import open_beside
from hub.catalogue import links as said
from hub.cli.link_pages import (
    SHORT,
    day_and_time,
    evidence_lines,
    item_document,
    print_decisions,
    print_list,
    print_sides,
)
from hub.cli.options import Json, Yes
from hub.cli.running import require_data
from hub.cli.terminal import Outcome, Terminal
from hub.core.codes import LinkReason
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.pairs import PairState
from hub.core.ports import HubReader
from hub.service.clerk import ACCEPT_REASONS, REJECT_REASONS, UNDO_REASONS, Judgement, LinkDesk
from hub.service.links import LinkItem, find_items, link_items, waiting_items
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.VERBS)

PairId = Annotated[str, typer.Argument(help=said.ARGUMENT_PAIR)]
Officer = Annotated[str, typer.Option("--officer", help=said.OPTION_OFFICER)]
Reason = Annotated[str | None, typer.Option("--reason", help=said.OPTION_REASON)]


def _settings(terminal: Terminal) -> HubSettings:
    settings = load_settings(settings_path(terminal.settings))
    require_data(settings)
    return settings


@verbs.command("list", help=said.LIST)
def list_pairs(
    context: typer.Context,
    state: Annotated[str | None, typer.Option("--state", help=said.OPTION_STATE)] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help=said.OPTION_LIMIT)] = 50,
    as_json: Json = False,
) -> None:
    """List what waits for a judgement, or the pairs of one state."""
    terminal = Terminal.of(context, as_json=as_json)
    reader = read_hub(_settings(terminal)).reader
    items = waiting_items(reader) if state is None else _of_state(terminal, reader, state)
    if as_json:
        terminal.json([item_document(item) for item in items[:limit]])
    elif not items:
        terminal.say(said.EMPTY)
    else:
        print_list(terminal, items, limit)
    if any(item.waits for item in items):
        raise typer.Exit(Outcome.ATTEND)


def _of_state(terminal: Terminal, reader: HubReader, state: str) -> list[LinkItem]:
    wanted = state.upper()
    if wanted != "ALL" and wanted not in tuple(PairState):
        names = ", ".join(("all", *(known.value for known in PairState)))
        raise typer.BadParameter(terminal.text(said.SUCH_REASONS, names=names))
    found = [item for item in link_items(reader) if wanted in ("ALL", item.pair.state.value)]
    return sorted(found, key=lambda item: (-item.pair.score, item.pair.since, item.id))


def _found(terminal: Terminal, reader: HubReader, spoken: str) -> LinkItem:
    found = find_items(reader, spoken)
    if len(found) == 1:
        return found[0]
    what = said.SEVERAL_PAIRS if found else said.NO_PAIR
    raise UnknownRecordError(terminal.text(what), where=spoken, remedy=terminal.text(said.SEE_LIST))


@verbs.command("show", help=said.SHOW)
def show(context: typer.Context, pair: PairId, as_json: Json = False) -> None:
    """Show both reports side by side; nothing of the people but which of their tokens agree."""
    terminal = Terminal.of(context, as_json=as_json)
    item = _found(terminal, read_hub(_settings(terminal)).reader, pair)
    if as_json:
        terminal.json(item_document(item))
        return
    state = terminal.label(item.pair.state.zh, item.pair.state.en)
    short = item.id[:SHORT]
    terminal.say(
        said.HEAD, pair=short, state=state, since=day_and_time(item.pair.since), score=f"{item.pair.score:.2f}"
    )
    if item.earlier is not None and item.later is not None:
        print_sides(terminal, item.earlier, item.later)
        where = {"earlier": item.earlier.dispute, "later": item.later.dispute}
        terminal.say(said.ONE_NOW if item.is_one else said.TWO_NOW, dispute=item.earlier.dispute, **where)
    if item.likeness is not None:
        for line in evidence_lines(terminal, item.likeness):
            terminal.line(f"  {line}")
    print_decisions(terminal, item.pair.decisions)
    terminal.say(said.DECIDE if item.waits else said.TAKE_BACK, pair=short)


@verbs.command("accept", help=said.ACCEPT)
def accept(
    context: typer.Context,
    pair: PairId,
    officer: Officer,
    reason: Reason = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Decide that both reports are one dispute."""
    terminal = Terminal.of(context, as_json=as_json)
    _judge(terminal, "accept", pair, Judgement(officer, _reason(terminal, reason, ACCEPT_REASONS)), yes=yes)


@verbs.command("reject", help=said.REJECT)
def reject(
    context: typer.Context,
    pair: PairId,
    officer: Officer,
    reason: Reason = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Decide that they are two disputes."""
    terminal = Terminal.of(context, as_json=as_json)
    _judge(terminal, "reject", pair, Judgement(officer, _reason(terminal, reason, REJECT_REASONS)), yes=yes)


@verbs.command("undo", help=said.UNDO)
def undo(
    context: typer.Context,
    pair: PairId,
    officer: Officer,
    reason: Reason = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take the decision on a pair back."""
    terminal = Terminal.of(context, as_json=as_json)
    _judge(terminal, "undo", pair, Judgement(officer, _reason(terminal, reason, UNDO_REASONS)), yes=yes)


def _reason(terminal: Terminal, given: str | None, allowed: Sequence[LinkReason]) -> LinkReason:
    if given is None:
        return allowed[0]
    wanted = next((reason for reason in allowed if given.upper() == reason.value or given == reason.zh), None)
    if wanted is None:
        names = ", ".join(f"{reason.value} {terminal.label(reason.zh, reason.en)}" for reason in allowed)
        raise PermanentError(terminal.text(said.SUCH_REASONS, names=names), where="--reason")
    return wanted


_WHAT = {"accept": said.ACCEPT, "reject": said.REJECT, "undo": said.UNDO}


def _judge(terminal: Terminal, verb: str, spoken: str, why: Judgement, *, yes: bool) -> None:
    settings = _settings(terminal)
    reader = read_hub(settings).reader
    item = _found(terminal, reader, spoken)
    terminal.confirm(said.WHAT, yes=yes, pair=item.id[:SHORT], verb=terminal.text(_WHAT[verb]))
    desk = LinkDesk(reader, open_beside(settings).door, SystemClock())
    stated = {"accept": desk.accept, "reject": desk.reject, "undo": desk.undo}[verb](item, why)
    if terminal.as_json:
        terminal.json({"pair": item.id, "event": stated.event.value, "details": stated.details})
        return
    terminal.say(
        said.DONE,
        event=terminal.label(stated.event.zh, stated.event.en),
        officer=stated.details.get("officer", ""),
        reason=terminal.label(why.reason.zh, why.reason.en),
    )
