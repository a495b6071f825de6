"""Write ``docs/reference/cli.md`` and ``configuration.md`` from the program itself; ``--check`` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from hub.bootstrap.workshop import installed_plugins
from hub.cli.app import build_app, in_language
from hub.cli.settings_file import settings_text
from hub.cli.wording import Language

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- 由 scripts/cli_reference.py 生成，请勿手改 | generated, do not edit -->"


def command_page() -> str:
    """Return the page of all verbs, in both languages."""
    commands = {
        language: dict(_walk(in_language(typer.main.get_command(build_app()), language), "hub"))
        for language in Language
    }
    parts = ["# 命令行 | Command line", "", NOTE, ""]
    parts += ["退出码：0 正常，1 有事要办，2 停止。 | Exit codes: 0 fine, 1 attend, 2 stopped.", ""]
    for path, command in commands[Language.ZH].items():
        english = commands[Language.EN][path]
        parts += [f"## `{path}`", "", f"{_help(command)} | {_help(english)}", ""]
        rows = [
            f"| `{_names(one)}` | {_help(one)} | {_help(other)} |"
            for one, other in zip(_parameters(command), _parameters(english), strict=True)
            if _help(one)
        ]
        if rows:
            parts += ["| | | |", "|---|---|---|", *rows, ""]
    return "\n".join(parts)


def configuration_page() -> str:
    """Return the page with the settings file that ``hub init`` writes."""
    return "\n".join(
        [
            "# 设置 | Configuration",
            "",
            NOTE,
            "",
            "`hub init` 写出的文件，含已安装的五个适配器。环境变量 `HUB_DATA`、`HUB_SHARDS` 等优先于文件。",
            "What `hub init` writes with the five adapters installed. Variables like `HUB_DATA` win over the file.",
            "",
            "```toml",
            settings_text(installed_plugins().adapters).rstrip(),
            "```",
            "",
        ]
    )


def _walk(command: object, path: str) -> Iterator[tuple[str, object]]:
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from _walk(child, f"{path} {name}")


def _parameters(command: object) -> list[object]:
    return [one for one in getattr(command, "params", ()) if getattr(one, "name", "") != "help"]


def _names(parameter: object) -> str:
    options = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    return ", ".join(options) or str(getattr(parameter, "name", "")).upper()


def _help(thing: object) -> str:
    return str(getattr(thing, "help", "") or "").replace("|", "\\|")


def main() -> int:
    """Write or compare both pages."""
    pages = {FOLDER / "cli.md": command_page(), FOLDER / "configuration.md": configuration_page()}
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name} is stale: run python scripts/cli_reference.py", file=sys.stderr)
        return bool(stale)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
