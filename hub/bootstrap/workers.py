"""The workers of a hub on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.bootstrap.cluster import Watch, WorkersView, look_at_workers, needing_the_extra, open_worker
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import files_mark, rules_of
from hub.core.amendments import Amendment
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
    with needing_the_extra():
        from hub.engines.faust.ruled import Ruling

    def rule(amendments: tuple[Amendment, ...]) -> Ruling:
        under = settings.pinned(amendments)
        processors = default_processors(registry_of(under), rules_of(under))
        return Ruling(processors=processors, files=files_mark(under))

    rule(())  # files that can't be used end it at once, not when the cluster answers
    return open_worker(settings, rule, name, watch)


def workers_of(settings: HubSettings) -> WorkersView:
    """
    Return who works for the hub of *settings*.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    filed = settings.pinned(())  # what the processors read is the same under whatever settings
    return look_at_workers(settings, default_processors(registry_of(filed), rules_of(filed)))
