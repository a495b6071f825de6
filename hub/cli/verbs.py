"""
The program's verbs and where each stands: only what is asked for is loaded. In the help groups follow verbs.

A verb's module brings what it needs with it, the wiring of a whole hub often enough; who asks for one verb doesn't
wait for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from importlib import import_module

import typer

from hub import catalogue
from hub.catalogue import deadlines as due_said
from hub.catalogue import gateway as gateway_said
from hub.catalogue import letters as letters_said
from hub.catalogue import links as links_said
from hub.catalogue import operations, reporting, simulation
from hub.catalogue import rebuild as rebuild_said
from hub.catalogue import running as running_said
from hub.catalogue import topics as topics_said
from hub.catalogue import trace as trace_said
from hub.catalogue import whatif as comparing
from hub.core.wording import Message


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: its module below :mod:`hub.cli` and function there (``tracing:trace``), and what the help says."""

    place: str
    help: Message

    def add_to(self, group: typer.Typer, name: str) -> None:
        """Add the verb to *group* as *name*."""
        module, _, function = self.place.partition(":")
        group.command(name, help=self.help)(vars(import_module(f"hub.cli.{module}"))[function])


@dataclass(frozen=True, slots=True)
class Group:
    """A group of verbs: the module below :mod:`hub.cli` whose ``verbs`` it is, and what others add to it."""

    place: str
    added: Mapping[str, Verb | Group] = field(default_factory=dict)

    def add_to(self, group: typer.Typer, name: str) -> None:
        """Add the group, with all in it, to *group* as *name*."""
        made: typer.Typer = import_module(f"hub.cli.{self.place}").verbs
        verbs = copy(made)  # what is added here isn't added to the module's own, again with every tree that is built
        verbs.registered_commands, verbs.registered_groups = [*made.registered_commands], [*made.registered_groups]
        for inner, one in self.added.items():
            one.add_to(verbs, inner)
        group.add_typer(verbs, name=name)


VERBS: Mapping[str, Verb | Group] = {
    "demo": Verb("demo:demo", running_said.DEMO),
    "init": Verb("setup:init", catalogue.INIT),
    "run": Verb("running:run", running_said.RUN),
    "doctor": Verb("doctor:doctor", running_said.DOCTOR_VERB),
    "status": Verb("running:status", running_said.STATUS),
    "user": Group("users", {"break-glass": Group("sealed_accounts")}),
    "audit": Group("audit"),
    "key": Group("keys"),
    "metrics": Verb("metrics:print_metrics", operations.METRICS),
    "lag": Verb("lag:lag", operations.LAG),
    "backup": Group("backup"),
    "restore": Verb("backup:restore", operations.RESTORE),
    "adapter": Group("adapters", {"run": Verb("remote_adapter:run", gateway_said.ADAPTER_RUN)}),
    "gateway": Group("gateway"),
    "console": Group("console"),
    "worker": Group("worker"),
    "map": Group("mapping"),
    "quarantine": Group("quarantine", {"letters": Verb("letters:letters", letters_said.LETTERS)}),
    "schemas": Group("schemas"),
    "links": Group("links", {"measure": Verb("link_measure:measure", links_said.MEASURE)}),
    "trace": Verb("tracing:trace", trace_said.TRACE),
    "stats": Group(
        "extracts",
        {
            "changes": Verb("changing:show_changes", reporting.STATS_CHANGES),
            "rehearse": Verb("rehearsing:rehearse", reporting.STATS_REHEARSE),
            "parallel": Verb("parallel:parallel", reporting.STATS_PARALLEL),
            "adjust": Verb("adjusting:adjust", reporting.STATS_ADJUST),
        },
    ),
    "report": Group("report"),
    "read-model": Group("read_model"),
    "trends": Group("trends"),
    "halfyear": Group("halfyear"),
    "clocks": Group("clocks"),
    "settings": Group("settings_versions"),
    "topics": Group(
        "repartition",
        {"plan": Verb("topics:plan", topics_said.PLAN), "apply": Verb("topics:apply", topics_said.APPLY)},
    ),
    "migrate": Group("migrate"),
    "principal": Group("principals"),
    "forward": Verb("forwarding:forward", topics_said.FORWARD),
    "rebuild": Verb("rebuild:rebuild", rebuild_said.VERB),
    "deadlines": Verb("deadlines:deadlines", due_said.VERB),
    "replay": Verb("replay:replay", catalogue.REPLAY),
    "simulate": Verb("simulating:simulate", simulation.SIMULATE),
    "whatif": Verb("whatif:whatif", comparing.WHATIF),
}
