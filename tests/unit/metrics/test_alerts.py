"""Alerts and dashboard: every metric is in the catalogue, every remedy is a command, every runbook section is there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml

from hub.cli.app import build_app
from hub.metrics.catalogue import METRICS, MetricKind
from hub.metrics.exposition import PROCESS_METRICS

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
RUNBOOKS = ROOT / "docs" / "operations" / "runbooks.md"
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD = json.loads((DEPLOY / "grafana" / "fengqiao-hub.json").read_text("utf-8"))
NAMES = {metric.name: metric for metric in METRICS}


def known(name: str) -> bool:
    if name in NAMES or name in PROCESS_METRICS:
        return True
    base, _, part = name.rpartition("_")
    return part in ("bucket", "sum", "count") and base in NAMES and NAMES[base].kind is MetricKind.HISTOGRAM


def metrics_in(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:hub|process)_[a-z_]+", expression))


def sections() -> set[str]:
    return set(re.findall(r"^\(([a-z-]+)\)=$", RUNBOOKS.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_happened_whose_task_and_what_to_do(rule) -> None:
    used = metrics_in(rule["expr"])
    assert {name for name in used if not known(name)} == set()
    assert used or rule["alert"] == "HubUnreachable"
    notes = rule["annotations"]
    assert rule["labels"]["severity"] in ("attend", "stopped")
    assert re.search(r"[一-鿿]", notes["summary"]) and notes["summary_en"].isascii() and notes["task"]
    page, _, section = notes["runbook"].partition("#")
    assert page == "docs/operations/runbooks.md" and section in sections()
    command = typer.main.get_command(build_app())
    words = shlex.split(re.sub(r"\{\{.*?\}\}", "x", notes["next"]))
    assert words.pop(0) == "hub"
    for word in words:
        children = getattr(command, "commands", None)
        if children is None:
            break
        assert word in children, notes["next"]
        command = children[word]
    assert getattr(command, "commands", None) is None, notes["next"]


def test_every_alert_has_one_name() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)


def test_every_metric_with_a_remedy_has_its_section() -> None:
    assert {metric.remedy for metric in METRICS if metric.remedy} <= sections()


def test_the_dashboard_asks_only_for_metrics_that_there_are() -> None:
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    assert len(panels) > 20
    for panel in DASHBOARD["panels"]:
        assert re.search(r"[一-鿿]", panel["title"]) or panel["title"] == "Kafka"
        for target in panel.get("targets", ()):
            used = metrics_in(target["expr"])
            assert used and {name for name in used if not known(name)} == set()
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)


def test_the_dashboard_is_made_from_its_script() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "dashboard.py", "--check"], timeout=120, check=False)
    assert done.returncode == 0
