"""The workers of a hub on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.bootstrap.amended import settled
from hub.bootstrap.cluster import Watch, WorkersView, look_at_workers, open_worker
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.processors import default_processors
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.engines.faust import Worker


def worker_of(settings: HubSettings, name: str, watch: Watch) -> Worker:
    """
    Return the worker *name* of the hub of *settings*, not yet running.

    Raises:
        ConfigurationError: something is missing or doesn't fit.
    """
    settings = settled(settings)
    return open_worker(settings, default_processors(registry_of(settings), rules_of(settings)), name, watch)


def workers_of(settings: HubSettings) -> WorkersView:
    """
    Return who works for the hub of *settings*.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    return look_at_workers(settings, default_processors(registry_of(settings), rules_of(settings)))
