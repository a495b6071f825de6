"""Options and arguments that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.cli import messages

Json = Annotated[bool, typer.Option("--json", help=messages.OPTION_JSON)]
Yes = Annotated[bool, typer.Option("--yes", help=messages.OPTION_YES)]
AsOf = Annotated[str | None, typer.Option("--as-of", help=messages.OPTION_AS_OF, metavar="YYYY-MM-DD")]
Agency = Annotated[str, typer.Argument(help=messages.ARGUMENT_AGENCY)]
