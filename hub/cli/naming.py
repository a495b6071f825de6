"""How units and agencies are called: by the registry, by the adapters, by the mechanism."""

from __future__ import annotations

from datetime import date
from functools import cache

from hub.bootstrap.workshop import installed_plugins
from hub.catalogue import deadlines as said
from hub.catalogue import reporting
from hub.catalogue import trace as trace_said
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.core.clocks import PARTIES
from hub.core.clocks.succession import TASK_FORCE
from hub.core.units import Registry


def name_of(terminal: Terminal, registry: Registry, code: str, day: date) -> str:
    """Return the name of a unit, an agency or a body of the mechanism; the code itself where nobody knows it."""
    unit = registry.find(code, day)
    if unit is not None:
        return unit.name
    return called(terminal, code)


def called(terminal: Terminal, code: str) -> str:
    """Return the name of an agency or a body of the mechanism; the code itself where nobody knows it."""
    return terminal.word(_called(), code)


@cache
def _called() -> dict[str, Message]:
    infos = [kind.info for kind in installed_plugins().adapters]
    return {
        "hub": trace_said.THE_HUB,
        "statistics": reporting.STATISTICIAN,
        "duty_clerk": reporting.DUTY_CLERK,
        PARTIES: said.PARTIES,
        TASK_FORCE: said.TASK_FORCE,
        **{info.code: Message(info.name_zh, info.name_en) for info in infos},
    }
