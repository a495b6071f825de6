"""Options and arguments that several verbs share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from hub import catalogue
from hub.cli.terminal import Terminal
from hub.core.privacy import is_officer_code

Json = Annotated[bool, typer.Option("--json", help=catalogue.OPTION_JSON)]
Yes = Annotated[bool, typer.Option("--yes", help=catalogue.OPTION_YES)]
AsOf = Annotated[str | None, typer.Option("--as-of", help=catalogue.OPTION_AS_OF, metavar="YYYY-MM-DD")]
Agency = Annotated[str, typer.Argument(help=catalogue.ARGUMENT_AGENCY)]


def day_of(text: str | None) -> date | None:
    """
    Return the day that *text* names.

    Raises:
        typer.BadParameter: it's no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: YYYY-MM-DD") from error


def month_text(text: str) -> str:
    """
    Return *text* when it names a month (``2026-03``).

    Raises:
        typer.BadParameter: it doesn't.
    """
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise typer.BadParameter(f"{text}: YYYY-MM") from error
    return text


def officer_of(terminal: Terminal, text: str) -> str:
    """
    Return *text* when it names a post or a staff number: what is stated carries it, and no stream carries names.

    Raises:
        typer.BadParameter: it doesn't.
    """
    code = text.strip()
    if not is_officer_code(code):
        raise typer.BadParameter(terminal.text(catalogue.NO_NAME, text=text))
    return code
