"""``hub key``: the key file put back from the copy that two administrators keep, one the file, one its code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.catalogue import keys as said
from hub.cli.acting import Told
from hub.cli.options import Json, Yes
from hub.cli.terminal import Terminal
from hub.settings.loading import load_settings, settings_path
from hub.vault import SoftwareProvider, open_copy, put_key_file

verbs = typer.Typer(no_args_is_help=True, help=said.KEY)


@verbs.callback()
def _group() -> None:
    """Keep the verb's name in front of its argument, though it's the only one."""


@verbs.command("put-back", help=said.PUT_BACK)
def put_back(
    context: typer.Context,
    copy: Annotated[Path, typer.Argument(help=said.ARGUMENT_COPY)],
    code: Annotated[Path | None, typer.Option("--code", help=said.OPTION_CODE)] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the key file anew; a key that is there is never replaced."""
    terminal = Terminal.of(context, as_json=as_json)
    path = load_settings(settings_path(terminal.settings)).key
    terminal.confirm(said.WHAT, yes=yes, path=path)
    key = open_copy(copy.read_bytes(), Told.of(code).next(terminal.text(said.ASK_CODE)), SoftwareProvider())
    put_key_file(path, key)
    if as_json:
        terminal.json({"key": path, "key_id": key.key_id})
    terminal.say(said.DONE, key=key.key_id, path=path)
