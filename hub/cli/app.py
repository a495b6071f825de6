"""The program ``hub``: its verbs, its language, its exit codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from typer import rich_utils

import hub
from hub import catalogue
from hub.catalogue import deadlines as due_said
from hub.catalogue import gateway as gateway_said
from hub.catalogue import letters as letters_said
from hub.catalogue import links as links_said
from hub.catalogue import operations, reporting, simulation
from hub.catalogue import rebuild as rebuild_said
from hub.catalogue import topics as topics_said
from hub.catalogue import whatif as comparing
from hub.cli import (
    adapters,
    audit,
    backup,
    clocks,
    console,
    extracts,
    gateway,
    halfyear,
    keys,
    links,
    mapping,
    migrate,
    principals,
    quarantine,
    read_model,
    remote_adapter,
    repartition,
    report,
    schemas,
    sealed_accounts,
    setup,
    stats,
    topics,
    trends,
    users,
    worker,
)
from hub.cli.adjusting import adjust
from hub.cli.changing import show_changes
from hub.cli.deadlines import deadlines
from hub.cli.demo import demo
from hub.cli.doctor import doctor
from hub.cli.forwarding import forward
from hub.cli.lag import lag
from hub.cli.letters import letters
from hub.cli.link_measure import measure
from hub.cli.metrics import print_metrics
from hub.cli.parallel import parallel
from hub.cli.rebuild import rebuild
from hub.cli.rehearsing import rehearse
from hub.cli.replay import replay
from hub.cli.running import run, status
from hub.cli.simulating import simulate
from hub.cli.terminal import Outcome, Terminal
from hub.cli.tracing import trace
from hub.cli.whatif import whatif
from hub.cli.wording import Language, preferred_language
from hub.core.errors import HubError, PermanentError

Command = TypeVar("Command")

_ANYWHERE = ("--lang", "--settings")
"""Options of the program that may also stand behind the verb."""


_GROUPS = {
    "adapter": adapters.verbs,
    "gateway": gateway.verbs,
    "console": console.verbs,
    "worker": worker.verbs,
    "map": mapping.verbs,
    "quarantine": quarantine.verbs,
    "schemas": schemas.verbs,
}
"""Groups of verbs, in the order of the help."""


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


def build_app() -> typer.Typer:
    """Return the whole command tree, in Chinese."""
    app = typer.Typer(
        name="hub",
        help=catalogue.PROGRAM,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_root,
    )
    app.command("demo", help=catalogue.DEMO)(demo)
    app.command("init", help=catalogue.INIT)(setup.init)
    app.command("run", help=catalogue.RUN)(run)
    app.command("doctor", help=catalogue.DOCTOR_VERB)(doctor)
    app.command("status", help=catalogue.STATUS)(status)
    _add_operations(app)
    adapters.verbs.command("run", help=gateway_said.ADAPTER_RUN)(remote_adapter.run)
    quarantine.verbs.command("letters", help=letters_said.LETTERS)(letters)
    for name, group in _GROUPS.items():
        app.add_typer(group, name=name)
    links.verbs.command("measure", help=links_said.MEASURE)(measure)
    app.add_typer(links.verbs, name="links")
    app.command("trace", help=catalogue.TRACE)(trace)
    stats.verbs.command("changes", help=reporting.STATS_CHANGES)(show_changes)
    stats.verbs.command("rehearse", help=reporting.STATS_REHEARSE)(rehearse)
    stats.verbs.command("parallel", help=reporting.STATS_PARALLEL)(parallel)
    stats.verbs.command("adjust", help=reporting.STATS_ADJUST)(adjust)
    app.add_typer(extracts.verbs, name="stats")
    app.add_typer(report.verbs, name="report")
    app.add_typer(read_model.verbs, name="read-model")
    app.add_typer(trends.verbs, name="trends")
    app.add_typer(halfyear.verbs, name="halfyear")
    app.add_typer(clocks.verbs, name="clocks")
    _add_changes(app)
    app.command("deadlines", help=due_said.VERB)(deadlines)
    app.command("replay", help=catalogue.REPLAY)(replay)
    app.command("simulate", help=simulation.SIMULATE)(simulate)
    app.command("whatif", help=comparing.WHATIF)(whatif)
    return app


def _add_operations(app: typer.Typer) -> None:
    """Add the verbs of whoever keeps the hub running."""
    users.verbs.add_typer(sealed_accounts.verbs, name="break-glass")
    app.add_typer(users.verbs, name="user")
    app.add_typer(audit.verbs, name="audit")
    app.add_typer(keys.verbs, name="key")
    app.command("metrics", help=operations.METRICS)(print_metrics)
    app.command("lag", help=operations.LAG)(lag)
    app.add_typer(backup.verbs, name="backup")
    app.command("restore", help=operations.RESTORE)(backup.restore)


def _add_changes(app: typer.Typer) -> None:
    """Add the verbs by which a running hub changes its rules, its layout, its place."""
    repartition.verbs.command("plan", help=topics_said.PLAN)(topics.plan)
    repartition.verbs.command("apply", help=topics_said.APPLY)(topics.apply)
    app.add_typer(repartition.verbs, name="topics")
    app.add_typer(migrate.verbs, name="migrate")
    app.add_typer(principals.verbs, name="principal")
    app.command("forward", help=topics_said.FORWARD)(forward)
    app.command("rebuild", help=rebuild_said.VERB)(rebuild)


def in_language(command: Command, language: Language) -> Command:
    """Return *command* with every help text of the catalogue in *language*."""
    texts = {str(text): text for text in catalogue.catalogue().values()}

    def put(thing: object) -> None:
        text = getattr(thing, "help", None)
        if isinstance(text, str) and text in texts:
            vars(thing)["help"] = texts[text].render(language)

    def walk(node: object) -> None:
        put(node)
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


def _never_choke_on_a_character() -> None:
    """Print a mark for what a terminal can't show (GBK has no ✓, ASCII no Chinese): an answer with gaps is one."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _head_panels(terminal: Terminal) -> None:
    """Head the panels of every help page in the reader's language."""
    rich_utils.ARGUMENTS_PANEL_TITLE = terminal.text(catalogue.HEADING_ARGUMENTS)
    rich_utils.OPTIONS_PANEL_TITLE = terminal.text(catalogue.HEADING_OPTIONS)
    rich_utils.COMMANDS_PANEL_TITLE = terminal.text(catalogue.HEADING_COMMANDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error that the hub raises on purpose never shows a traceback."""
    _never_choke_on_a_character()
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language_asked(given) or preferred_language()
    terminal = Terminal(language, Console(), Console(stderr=True), as_json="--json" in given)
    _head_panels(terminal)
    command = in_language(typer.main.get_command(build_app()), language)
    try:
        result = command.main(program_first(given), prog_name="hub", standalone_mode=False)
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
