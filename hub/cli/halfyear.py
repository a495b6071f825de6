"""``hub halfyear``: the work report, the docket of hard cases, the meeting's tasks."""

from __future__ import annotations

import typer

from hub.catalogue import halfyear as said
from hub.cli import half_docket, half_report

verbs = typer.Typer(no_args_is_help=True, help=said.VERBS)
verbs.command("draft", help=said.DRAFT)(half_report.draft)
verbs.command("explain", help=said.EXPLAIN)(half_report.explain)
verbs.command("docket", help=said.DOCKET)(half_docket.docket)
verbs.command("nominate", help=said.NOMINATE)(half_docket.nominate)
verbs.command("import-decisions", help=said.IMPORT)(half_docket.import_decisions)
verbs.command("tasks", help=said.TASKS)(half_docket.tasks)
verbs.command("roles", help=said.ROLES)(half_report.roles)
verbs.command("hand-up", help=said.HAND_UP)(half_report.hand_up)
