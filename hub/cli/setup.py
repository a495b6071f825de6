"""``hub init``: the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.workshop import installed_plugins
from hub.catalogue import console as console_said
from hub.cli.options import Json, Yes
from hub.cli.settings_file import settings_text
from hub.cli.terminal import Terminal
from hub.core.errors import ConfigurationError
from hub.settings.loading import SETTINGS_FILE, load_settings
from hub.vault import create_key_file


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=catalogue.INIT_FOLDER)] = Path(),
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Write the settings file; what is there already is never overwritten."""
    terminal = Terminal.of(context, as_json=as_json)
    path = folder / (terminal.settings or SETTINGS_FILE)
    if path.exists():
        raise ConfigurationError(
            "there is a settings file already", where=str(path), remedy="edit it, or name another folder"
        )
    terminal.confirm(catalogue.INIT_WHAT, yes=yes, path=path)
    text = settings_text(installed_plugins().adapters)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    key = load_settings(path).key
    if not key.exists():
        create_key_file(key)
    if as_json:
        terminal.json({"settings": path, "key": key})
        return
    terminal.say(catalogue.INIT_DONE, path=path)
    terminal.say(catalogue.INIT_KEY, path=key)
    terminal.say(catalogue.INIT_NEXT)
    terminal.say(console_said.INIT_PEOPLE)
