"""``hub schemas``: what travels between systems, and whether a change keeps its promises."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hub import catalogue
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.contracts.gate import disorder, findings
from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.core.errors import UnknownRecordError

verbs = typer.Typer(no_args_is_help=True, help=catalogue.SCHEMAS)


@verbs.command("list", help=catalogue.SCHEMAS_LIST)
def list_schemas(context: typer.Context, as_json: Json = False) -> None:
    """List every version of every subject."""
    terminal = Terminal.of(context, as_json=as_json)
    versions = SchemaRegistry.load().versions
    if as_json:
        terminal.json([_summary(version) for version in versions])
        return
    draft = terminal.text(catalogue.DRAFT)
    terminal.table(
        [catalogue.COLUMN_ID, catalogue.COLUMN_SUBJECT, catalogue.COLUMN_VERSION, catalogue.COLUMN_RELEASED],
        [[str(v.id), v.subject, str(v.version), v.released or draft] for v in versions],
    )


def _summary(version: SchemaVersion) -> dict[str, object]:
    return {
        "id": version.id,
        "subject": version.subject,
        "version": version.version,
        "released": version.released,
        "fingerprint": version.fingerprint,
    }


@verbs.command("show", help=catalogue.SCHEMAS_SHOW)
def show_schema(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help=catalogue.ARGUMENT_SUBJECT)],
    version: Annotated[int | None, typer.Option("--version", help=catalogue.OPTION_SCHEMA_VERSION)] = None,
    as_json: Json = False,
) -> None:
    """Show the fields of one version, or with ``--json`` the schema itself."""
    terminal = Terminal.of(context, as_json=as_json)
    registry = SchemaRegistry.load()
    versions = registry.of_subject(subject)
    chosen = next((found for found in versions if found.version == version), None) if version else versions[-1]
    if chosen is None:
        raise UnknownRecordError(f"no version {version}", where=subject, remedy='see "hub schemas list"')
    schema = json.loads(registry.text(chosen))
    if as_json:
        terminal.json(schema)
        return
    terminal.line(
        f"{chosen.subject} v{chosen.version}  id {chosen.id}  {chosen.released or terminal.text(catalogue.DRAFT)}"
    )
    terminal.line(str(schema.get("doc", "")))
    terminal.table(
        [catalogue.COLUMN_FIELD, catalogue.COLUMN_TYPE, catalogue.COLUMN_MEANING],
        [[field["name"], _type_name(field["type"]), field.get("doc", "")] for field in schema.get("fields", ())],
    )


def _type_name(avro: object) -> str:
    if isinstance(avro, list):
        return " | ".join(_type_name(branch) for branch in avro)
    if isinstance(avro, dict):
        inner = avro.get("items") or avro.get("values")
        name = str(avro.get("logicalType") or avro.get("name") or avro.get("type"))
        return f"{name}<{_type_name(inner)}>" if inner is not None else name
    return str(avro)


@verbs.command("check", help=catalogue.SCHEMAS_CHECK)
def check_schemas(context: typer.Context, as_json: Json = False) -> None:
    """Run the gate over the schemas that this hub carries."""
    terminal = Terminal.of(context, as_json=as_json)
    registry = SchemaRegistry.load()
    problems = [*disorder(registry), *(str(finding) for finding in findings(registry))]
    if as_json:
        terminal.json({"versions": len(registry.versions), "findings": problems})
    elif problems:
        terminal.say(catalogue.SCHEMAS_BROKEN, count=len(problems))
        for problem in problems:
            terminal.line(f"  {problem}")
    else:
        terminal.say(catalogue.SCHEMAS_HOLD, count=len(registry.versions))
    if problems:
        raise typer.Exit(Outcome.STOPPED)
