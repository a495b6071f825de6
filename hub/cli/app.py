"""The program ``hub``: its verbs, its language, its exit codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

import hub
from hub import catalogue
from hub.cli.terminal import Outcome, Terminal
from hub.cli.verbs import VERBS
from hub.cli.wording import Language, preferred_language
from hub.core.errors import HubError, PermanentError

Command = TypeVar("Command")

_ANYWHERE = ("--lang", "--settings")
"""Options of the program that may also stand behind the verb."""


def _show_version(context: typer.Context, wanted: bool) -> None:
    if wanted:
        language = context.params.get("lang") or preferred_language()
        typer.echo(catalogue.VERSION.render(language, version=hub.__version__))
        raise typer.Exit


def _root(
    context: typer.Context,
    lang: Annotated[Language | None, typer.Option("--lang", help=catalogue.OPTION_LANG, is_eager=True)] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help=catalogue.OPTION_SETTINGS)] = None,
    version: Annotated[
        bool, typer.Option("--version", help=catalogue.OPTION_VERSION, callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Make the terminal that every verb speaks on."""
    context.obj = Terminal(lang or preferred_language(), Console(), Console(stderr=True), settings)


def build_app(verb: str | None = None) -> typer.Typer:
    """Return the whole command tree in Chinese, or that of *verb* alone: it takes a fraction of the time to load."""
    app = typer.Typer(
        name="hub",
        help=catalogue.PROGRAM,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_root,
    )
    for name, one in VERBS.items():
        if verb in (None, name):
            one.add_to(app, name)
    return app


@cache
def _program(language: Language, verb: str | None) -> Callable[..., object]:
    return in_language(typer.main.get_command(build_app(verb)), language).main


def _headed(show: Callable[..., None], language: Language) -> Callable[..., None]:
    def shown(*page: object) -> None:
        from typer import rich_utils  # slow to load: only a help page waits for it

        rich_utils.ARGUMENTS_PANEL_TITLE = catalogue.HEADING_ARGUMENTS.render(language)
        rich_utils.OPTIONS_PANEL_TITLE = catalogue.HEADING_OPTIONS.render(language)
        rich_utils.COMMANDS_PANEL_TITLE = catalogue.HEADING_COMMANDS.render(language)
        show(*page)

    return shown


def in_language(command: Command, language: Language) -> Command:
    """Return *command* with every help text of the catalogue in *language*."""
    texts = {str(text): text for text in catalogue.catalogue().values()}

    def put(thing: object) -> None:
        text = getattr(thing, "help", None)
        if isinstance(text, str) and text in texts:
            vars(thing)["help"] = texts[text].render(language)

    def walk(node: object) -> None:
        put(node)
        vars(node)["format_help"] = _headed(node.format_help, language)  # type: ignore[attr-defined]  # a command's
        for parameter in getattr(node, "params", ()):
            put(parameter)
        for child in getattr(node, "commands", {}).values():
            walk(child)

    walk(command)
    return command


def _language_asked(arguments: Sequence[str]) -> Language | None:
    for place, word in enumerate(arguments):
        value = word.partition("=")[2] or "".join(arguments[place + 1 : place + 2])
        if word.partition("=")[0] == "--lang" and value in tuple(Language):
            return Language(value)
    return None


def program_first(arguments: Sequence[str]) -> list[str]:
    """
    Return *arguments* with the program's own options in front, so that people may write them anywhere.

    >>> program_first(["trace", "101", "--lang", "en"])
    ['--lang', 'en', 'trace', '101']
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += [word, *waiting]
            break
        if word in _ANYWHERE and waiting:
            front += [word, waiting.pop(0)]
        elif word.startswith(tuple(f"{name}=" for name in _ANYWHERE)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def _verb_asked(arguments: Sequence[str]) -> str | None:
    words = program_first(arguments)
    while words and words[0].partition("=")[0] in _ANYWHERE:
        del words[: 1 if "=" in words[0] else 2]
    return words[0] if words and words[0] in VERBS else None


def _never_choke_on_a_character() -> None:
    """Print a mark for what a terminal can't show (GBK has no ✓, ASCII no Chinese): an answer with gaps is one."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error that the hub raises on purpose never shows a traceback."""
    _never_choke_on_a_character()
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language_asked(given) or preferred_language()
    terminal = Terminal(language, Console(), Console(stderr=True), as_json="--json" in given)
    program = _program(language, _verb_asked(given))
    try:
        result = program(program_first(given), prog_name="hub", standalone_mode=False)
    except HubError as error:
        return terminal.fail(error)
    except typer.TyperException as error:
        if not error.format_message():
            # The help that "hub" alone gets is printed already.
            return Outcome.STOPPED
        what = terminal.text(catalogue.usage_said(error.format_message()))
        path = getattr(getattr(error, "ctx", None), "command_path", "hub")
        terminal.err.print(terminal.text(catalogue.USAGE, what=what), markup=False)
        terminal.err.print(terminal.text(catalogue.USAGE_NEXT, command=path), markup=False)
        return Outcome.STOPPED
    except (typer.Abort, KeyboardInterrupt):
        terminal.err.print(terminal.text(catalogue.NOTHING_WRITTEN))
        return Outcome.STOPPED
    except BrokenPipeError:
        # The reader (head, less) has seen enough: not a fault of anyone.
        sys.stderr.close()
        return Outcome.FINE
    except OSError as error:
        path = str(error.filename or "")
        remedy = terminal.text(catalogue.CHECK_PATH)
        return terminal.fail(PermanentError(error.strerror or str(error), where=path, remedy=remedy))
    return result if isinstance(result, int) else Outcome.FINE
