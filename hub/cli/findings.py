"""What ``hub doctor`` looked at, one finding each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hub import catalogue
from hub.catalogue import headlines
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.core.errors import HubError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: Message
    outcome: Outcome
    detail: str
    task: Message = headlines.OPERATIONS
    remedy: str = ""


def looked(terminal: Terminal, name: Message, look: Callable[[], T], detail: str) -> tuple[Finding, T | None]:
    """Return what *look* found: *detail* where it's well, and what it gave; else whose task it is, and None."""
    try:
        return Finding(name, Outcome.FINE, detail), look()
    except HubError as error:
        _, task, _ = catalogue.for_code(error.code)
        said = terminal.text(catalogue.heard(error.what))
        what = " ".join(part for part in (error.code, error.where, said) if part)
        return Finding(name, Outcome.STOPPED, what, task, terminal.text(catalogue.heard(error.remedy))), None
