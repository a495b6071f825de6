"""The real hub under the demo: engine, door, vault and one host per adapter, driven by the simulated clock."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings as HubSurroundings
from hub.core.daytime import local_day
from hub.core.errors import ConfigurationError
from hub.core.forms import SigningRole
from hub.core.permissions import Role
from hub.demo.account import Quarantined
from hub.demo.collecting import Archive
from hub.demo.departments import Department, Stage
from hub.demo.departments.court import department as court
from hub.demo.departments.grid import department as grid
from hub.demo.departments.justice import department as justice
from hub.demo.departments.petition import department as petition
from hub.demo.departments.police import department as police
from hub.demo.posts import POSTS
from hub.demo.run import AGENCIES, Surroundings, Troupe
from hub.plugins.records import ItemState, QuarantineItem
from hub.settings.loading import SETTINGS_FILE, load_settings
from hub.settings.whole import HubSettings
from hub.vault import create_key_file

SHARDS = 2


def five_departments(stage: Stage) -> dict[str, Department]:
    """Return the departments of the demo, by agency code."""
    return {made.code: made for made in (make(stage) for make in (court, police, petition, grid, justice))}


class DemoHub:
    """The hub that ``hub run`` opens, but for its clock; it learns of anything only through its adapters."""

    def __init__(self, around: Surroundings) -> None:
        settings = write_settings(around.folder, around.systems)
        # Nobody waits in simulated time: the clock moves on with the play.
        self._hub = open_hub(settings, HubSurroundings(clock=around.clock, sleep=lambda _seconds: None))
        missing = sorted(around.systems.keys() - self._hub.hosts.keys())
        if missing:
            raise ConfigurationError(
                f"no installed plugin speaks for {', '.join(missing)}",
                remedy="install " + " ".join(f"fengqiao-hub-{code}" for code in missing),
            )

    def poll_all(self) -> int:
        """Let every adapter read its department."""
        return self._hub.poll_all()

    def process(self) -> int:
        """Run the processors until nothing is left."""
        return self._hub.process()

    def deliver_all(self) -> int:
        """Let every adapter write what waits for its department."""
        return self._hub.deliver_all()

    def tick(self, now: datetime) -> int:
        """Tell the engine that time has come to *now*."""
        return self._hub.tick(now)

    def close_month(self, month: str, cutoff: datetime) -> None:
        """Close *month* as known at *cutoff*."""
        self._hub.close_month(month, cutoff)

    def archive(self) -> Archive:
        """Return what the hub keeps, open for reading."""
        return Archive(self._hub.reader, self._hub.engine.bus, self._hub.serde)

    def quarantined(self) -> Sequence[Quarantined]:
        """Return what is held, grouped by agency, field and reason, most first."""
        groups: dict[tuple[str, str, str, str], list[QuarantineItem]] = {}
        for code, host in self._hub.hosts.items():
            for item in host.quarantine.listed(ItemState.OPEN):
                groups.setdefault((code, item.code, item.field, item.task_of), []).append(item)
        found = [
            Quarantined(
                agency=AGENCIES[agency],
                code=code,
                place=items[0].place,
                field=field,
                reason=items[0].reason_zh,
                task_of=task_of,
                count=len(items),
                first=f"{local_day(items[0].first_seen)}",
            )
            for (agency, code, field, task_of), items in groups.items()
        ]
        return sorted(found, key=lambda group: (-group.count, group.agency.code, group.code, group.field))

    def faults(self) -> Sequence[str]:
        """Return which adapters are in trouble at the end, and what wasn't loaded; an outage that passed is none."""
        troubled = [
            f"{AGENCIES[code].zh} {AGENCIES[code].en}: {' '.join(sorted(set(report.trouble)))}"
            for code, report in sorted(self._hub.last.items())
            if report.trouble
        ]
        return [*troubled, self._hub.trouble] if self._hub.trouble else troubled

    def close(self) -> None:
        """Let go of everything."""
        self._hub.close()


def write_settings(folder: Path, systems: Mapping[str, Mapping[str, object]]) -> HubSettings:
    """Write settings file and key of the demo's hub into *folder* and return the settings."""
    path = folder / SETTINGS_FILE
    path.write_text(settings_text(systems, folder), encoding="utf-8")
    settings = load_settings(path)
    settings.data.mkdir(parents=True, exist_ok=True)
    create_key_file(settings.key)
    return settings


def settings_text(systems: Mapping[str, Mapping[str, object]], folder: Path) -> str:
    """Return the settings file with which other ``hub`` commands work on what the demo left in *folder*."""
    lines = [
        "# 演示留下的枢纽；其他命令加 --settings 本文件即可查看。",
        "# The hub that the demo left; other commands look at it with --settings and this file.",
        'data = "var"',
        'key = "var/hub.key"',
        f"shards = {SHARDS}",
        "",
        "# 演示中一人签全部三项，实际由三人分签。 Here one person signs for all three; in a city three persons do.",
        f"[officers.{POSTS[Role.STATISTICS_CHIEF]}]",
        'office = "市司法局统计科"',
        f"roles = {json.dumps([role.value for role in SigningRole])}",
    ]
    for code, system in sorted(systems.items()):
        lines += ["", f"[adapters.{code}]"]
        lines += [f"{name} = {_toml(_from_here(value, folder))}" for name, value in sorted(system.items())]
    return "\n".join(lines) + "\n"


def _from_here(value: object, folder: Path) -> object:
    inside = f"{folder}/native/"
    return str(value).replace(inside, "{here}/native/") if isinstance(value, str | Path) else value


def _toml(value: object) -> str:
    # A JSON string, number or boolean is the TOML one too.
    return json.dumps(value if isinstance(value, bool | int | float) else str(value), ensure_ascii=False)


FULL_CAST = Troupe(open_hub=DemoHub, departments=five_departments)
"""The demo as everyone sees it."""
