"""``hub topics plan|apply``: the cluster as the table of topics says, shown before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

import typer
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from hub.catalogue import topics as said
from hub.cli.cluster_file import DEFAULT_FILE, ClusterFile, administered, wanted_here
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.core.entitlements import Grant, Quota
from hub.core.topic_plan import TopicPlan
from hub.core.topic_plan import plan as compare

_SETTLE_SECONDS = 20.0
_PAUSE_SECONDS = 0.3
Agencies = Annotated[list[str], typer.Option("--agency", help=said.OPTION_AGENCY, default_factory=list)]


def plan(
    context: typer.Context,
    agency: Agencies,
    cluster: ClusterFile = DEFAULT_FILE,
    as_json: Json = False,
) -> None:
    """Show what differs; exit 1 where something does."""
    terminal = Terminal.of(context, as_json=as_json)
    with administered(cluster) as admin:
        found = compare(wanted_here(terminal, agency), admin.standing())
    _show(terminal, found)
    if as_json:
        terminal.json(document(found))
    if not found.is_done:
        terminal.say(said.TO_DO, command=terminal.command("topics apply"))
    if not found.is_done or found.refused:
        raise typer.Exit(Outcome.ATTEND)


def apply(
    context: typer.Context,
    agency: Agencies,
    cluster: ClusterFile = DEFAULT_FILE,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show what differs, ask, do it, look again."""
    terminal = Terminal.of(context, as_json=as_json)
    wanted = wanted_here(terminal, agency)
    with administered(cluster) as admin:
        found = compare(wanted, admin.standing())
        _show(terminal, found)
        left = found
        if not found.is_done:
            terminal.confirm(said.WHAT_APPLY, yes=yes, parts=_parts(found))
            admin.apply(found, lambda what: terminal.say(said.DONE_PART, what=what))
            left = _settled(lambda: compare(wanted, admin.standing()))
    if as_json:
        terminal.json({"done": document(found), "left": document(left)})
    terminal.say(said.ALL_DONE if left.is_done else said.SOME_LEFT, parts=_parts(left))
    if not left.is_done or left.refused:
        raise typer.Exit(Outcome.ATTEND)


def _settled(look: Callable[[], TopicPlan]) -> TopicPlan:
    """Return what is left: a broker hears a moment later what the controller has taken, so look until it has."""
    again = Retrying(
        retry=retry_if_result(lambda left: not left.is_done),
        stop=stop_after_delay(_SETTLE_SECONDS),
        wait=wait_fixed(_PAUSE_SECONDS),
        retry_error_callback=lambda state: None if state.outcome is None else state.outcome.result(),
    )
    return again(look)


def _parts(found: TopicPlan) -> int:
    return len(found.create) + len(found.settings) + len(found.grant) + len(found.revoke) + len(found.quotas)


def _show(terminal: Terminal, found: TopicPlan) -> None:
    if found.is_done and not found.refused and not found.unknown:
        terminal.say(said.NOTHING)
        return
    for topic in found.create:
        terminal.say(said.CREATE, topic=topic.name, partitions=topic.partitions)
    for change in found.settings:
        terminal.say(said.SETTING, topic=change.topic, setting=change.setting, has=change.has, wanted=change.wanted)
    for message, grants in ((said.GRANT, found.grant), (said.REVOKE, found.revoke)):
        for user, lines in _by_user(grants):
            terminal.say(message, user=user, count=len(lines), what=terminal.between.join(lines))
    for user, quota in sorted(found.quotas.items()):
        _show_quota(terminal, user, quota)
    _show_left_alone(terminal, found)


def _show_quota(terminal: Terminal, user: str, quota: Quota | None) -> None:
    if quota is None:
        terminal.say(said.NO_QUOTA, user=user)
    else:
        terminal.say(said.QUOTA, user=user, produce=quota.produce >> 20, consume=quota.consume >> 20)


def _show_left_alone(terminal: Terminal, found: TopicPlan) -> None:
    for refused in found.refused:
        command = terminal.command(f"topics repartition --shards {refused.wanted}")
        terminal.say(said.REFUSED, topic=refused.topic, has=refused.has, wanted=refused.wanted, command=command)
    for name in found.unknown:
        terminal.say(said.UNKNOWN, topic=name)


def _by_user(grants: Iterable[Grant]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for grant in grants:
        found.setdefault(grant.principal, []).append(told(grant))
    return sorted(found.items())


def told(grant: Grant) -> str:
    """Return what *grant* allows, as brokers call it: ``READ TOPIC dispute.events``."""
    resource = grant.resource
    name = f" {resource.name}{'*' if resource.is_prefix else ''}" if resource.name or resource.is_prefix else ""
    return f"{grant.operation.value} {resource.kind.value}{name}"


def document(found: TopicPlan) -> dict[str, object]:
    """Return *found* for scripts."""
    return {
        "create": [
            {"topic": topic.name, "partitions": topic.partitions, "settings": dict(topic.settings)}
            for topic in found.create
        ],
        "settings": [
            {"topic": one.topic, "setting": one.setting, "has": one.has, "wanted": one.wanted} for one in found.settings
        ],
        "grant": [{"user": grant.principal, "what": told(grant)} for grant in found.grant],
        "revoke": [{"user": grant.principal, "what": told(grant)} for grant in found.revoke],
        "quotas": {
            user: None if quota is None else {"produce": quota.produce, "consume": quota.consume}
            for user, quota in found.quotas.items()
        },
        "refused": [{"topic": one.topic, "has": one.has, "wanted": one.wanted} for one in found.refused],
        "unknown": list(found.unknown),
    }
