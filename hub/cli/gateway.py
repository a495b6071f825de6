"""``hub gateway``: the door for systems, and the keys of those who use it."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import gateway as said
from hub.cli.options import Agency, Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.core.errors import ConfigurationError, UnknownRecordError
from hub.gateway.certificates import AgencyCertificates, certificate_file, read_certificate
from hub.gateway.identity import AgencyKeys, KeyName, new_key, read_public
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

verbs = typer.Typer(no_args_is_help=True, help=said.GATEWAY)
key_verbs = typer.Typer(no_args_is_help=True, help=said.KEY)
verbs.add_typer(key_verbs, name="key")

KeyId = Annotated[str, typer.Option("--id", help=said.OPTION_KEY_ID)]


def _settings(terminal: Terminal) -> HubSettings:
    return load_settings(settings_path(terminal.settings))


@verbs.command("run", help=said.RUN)
def run(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help=said.OPTION_HOST)] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65_535, help=said.OPTION_PORT)] = None,
    as_json: Json = False,
) -> None:
    """Serve until told to stop; what was taken in is durable before its answer."""
    # Routes and server take their time to import: no other verb is to wait for them.
    from hub.gatehouse import open_gateway
    from hub.gateway.app import create_app
    from hub.web.serving import Address, server_of

    terminal = Terminal.of(context, as_json=as_json)
    settings = _settings(terminal)
    own = settings.gateway
    address = Address(
        host=host or own.host,
        port=port or own.port,
        certificate=own.certificate,
        certificate_key=own.certificate_key,
        authority=own.client_authority,
    )
    opened = open_gateway(settings)
    try:
        server = server_of(create_app(opened.gateway), address)
        with_keys = {name.agency for name in chain(*_known(opened.gateway.keys, opened.gateway.certificates))}
        without = sorted(opened.gateway.agencies - with_keys)
        if as_json:
            terminal.json({"url": address.url, "agencies": opened.gateway.agencies, "without_key": without})
            terminal.out.file.flush()
        terminal.say(said.SERVING, url=address.url, count=len(opened.gateway.agencies))
        if without:
            terminal.say(said.NO_KEY, codes=" ".join(without))
        server.run()
    finally:
        opened.close()
    terminal.say(said.STOPPED)
    if not server.started:
        raise ConfigurationError("the address can't be listened on", where=address.url, remedy="choose another port")


@key_verbs.command("new", help=said.KEY_NEW)
def make_key(
    context: typer.Context,
    agency: Agency,
    key_id: KeyId,
    out: Annotated[Path, typer.Option("--out", help=said.OPTION_KEY_OUT)],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Make a key pair; neither file is ever overwritten."""
    terminal = Terminal.of(context, as_json=as_json)
    folder = _settings(terminal).gateway.keys
    name = _named(agency, key_id)
    public_file = folder / name.public_file
    for path in (out, public_file):
        if path.exists():
            raise ConfigurationError("is there already", where=str(path), remedy="choose another --id and file")
    terminal.confirm(said.KEY_WHAT, yes=yes, agency=agency, id=key_id, path=out)
    private, public = new_key()
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    public_file.write_bytes(public)
    if as_json:
        terminal.json({"agency": agency, "id": key_id, "private": out, "public": public_file})
    terminal.say(said.KEY_MADE, private=out, agency=agency)


@key_verbs.command("add", help=said.KEY_ADD)
def add_key(
    context: typer.Context,
    agency: Agency,
    public: Annotated[Path, typer.Argument(help=said.ARGUMENT_PUBLIC)],
    key_id: KeyId,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Register the public half of a key that the agency made itself, or its certificate."""
    terminal = Terminal.of(context, as_json=as_json)
    folder = _settings(terminal).gateway.keys
    name = _named(agency, key_id)
    is_certificate = b"BEGIN CERTIFICATE" in public.read_bytes()[:100] if public.is_file() else False
    content = read_certificate(public) if is_certificate else read_public(public)
    kept = folder / (certificate_file(name) if is_certificate else name.public_file)
    if kept.exists():
        raise ConfigurationError("is there already", where=kept.name, remedy="choose another --id")
    terminal.confirm(said.KEY_ADD_WHAT, yes=yes, agency=agency, id=key_id)
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(content)
    if as_json:
        terminal.json({"agency": agency, "id": key_id, "public": kept})
    terminal.say(said.KEY_ADDED)


@key_verbs.command("list", help=said.KEY_LIST)
def list_keys(context: typer.Context, as_json: Json = False) -> None:
    """List whose keys count."""
    terminal = Terminal.of(context, as_json=as_json)
    folder = _settings(terminal).gateway.keys
    keys, certificates = _known(AgencyKeys(folder, SystemClock()), AgencyCertificates(folder, {}, SystemClock()))
    found = sorted(
        [(name.agency, name.id, said.KIND_KEY) for name in keys]
        + [(name.agency, name.id, said.KIND_CERTIFICATE) for name in certificates]
    )
    if as_json:
        terminal.json([{"agency": agency, "id": key_id, "kind": kind.en} for agency, key_id, kind in found])
    elif found:
        terminal.table(
            [said.COLUMN_AGENCY, said.COLUMN_KEY, said.COLUMN_KIND],
            [[agency, key_id, terminal.text(kind)] for agency, key_id, kind in found],
        )
    else:
        terminal.say(said.KEY_NONE)
    if not found:
        raise typer.Exit(Outcome.ATTEND)


@key_verbs.command("remove", help=said.KEY_REMOVE)
def remove_key(context: typer.Context, agency: Agency, key_id: KeyId, yes: Yes = False, as_json: Json = False) -> None:
    """End a key at once."""
    terminal = Terminal.of(context, as_json=as_json)
    name = _named(agency, key_id)
    folder = _settings(terminal).gateway.keys
    path = next((folder / one for one in (name.public_file, certificate_file(name)) if (folder / one).is_file()), None)
    if path is None:
        raise UnknownRecordError("no such key", where=name.public_file, remedy="see hub gateway key list")
    terminal.confirm(said.KEY_REMOVE_WHAT, yes=yes, agency=agency, id=key_id)
    path.unlink()
    if as_json:
        terminal.json({"agency": agency, "id": key_id, "removed": True})
    terminal.say(said.KEY_REMOVED)


def _known(keys: AgencyKeys, certificates: AgencyCertificates) -> tuple[list[KeyName], list[KeyName]]:
    return list(keys.listed()), list(certificates.listed().values())


def _named(agency: str, key_id: str) -> KeyName:
    name = KeyName(agency, key_id)
    if not name.is_valid:
        raise ConfigurationError(
            "an agency code is small letters, digits and hyphens, a key id letters, digits, - and _",
            where=name.public_file,
        )
    return name
