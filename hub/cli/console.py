"""``hub console``: the pages for people."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.catalogue import console as said
from hub.cli.options import Json
from hub.cli.running import require_data
from hub.cli.terminal import Terminal
from hub.core.errors import ConfigurationError
from hub.settings.loading import load_settings, settings_path

verbs = typer.Typer(no_args_is_help=True, help=said.CONSOLE)


@verbs.callback()
def console() -> None:
    """Keep the group a group while it has one verb."""


@verbs.command("run", help=said.RUN)
def run(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help=said.OPTION_HOST)] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65_535, help=said.OPTION_PORT)] = None,
    as_json: Json = False,
) -> None:
    """Serve until told to stop."""
    # Pages and server take as long to import as everything else: no other verb is to wait for them.
    from hub.benchhouse import sending
    from hub.console.app import create_app
    from hub.console.patience import SECONDS
    from hub.consolehouse import open_console
    from hub.web.serving import Address, server_of

    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    require_data(settings)
    own = settings.console
    address = Address(
        host=host or own.host,
        port=port or own.port,
        table="console",
        certificate=own.certificate,
        certificate_key=own.certificate_key,
    )
    console = open_console(settings)
    server = server_of(create_app(console, SECONDS), address)
    if as_json:
        terminal.json({"url": address.url})
        terminal.out.file.flush()
    terminal.say(said.SERVING, url=address.url)
    try:
        with sending(settings):
            server.run()
    finally:
        console.people.close()
    terminal.say(said.STOPPED)
    if not server.started:
        raise ConfigurationError("the address can't be listened on", where=address.url, remedy="choose another port")
