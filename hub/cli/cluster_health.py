"""What ``hub doctor`` says of a cluster: does it answer, has each shard a worker, is retention far."""

from __future__ import annotations

from collections.abc import Iterator

from hub.bootstrap.cluster import access_of, unread_on_cluster
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workers import workers_of
from hub.catalogue import headlines
from hub.catalogue import operations as said
from hub.cli.findings import Finding, looked
from hub.cli.settings_health import examine_taken
from hub.cli.terminal import Outcome, Terminal
from hub.core.retention import Standing
from hub.settings.whole import HubSettings, kafka_of

_OUTCOMES = {Standing.FINE: Outcome.FINE, Standing.ATTEND: Outcome.ATTEND, Standing.STOPPED: Outcome.STOPPED}


def examine_cluster(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    """Yield what was found; where the cluster doesn't answer, that alone."""
    detail = terminal.text(said.CLUSTER_REACHED, bootstrap=kafka_of(settings).bootstrap if settings.kafka else "")
    found, readers = looked(terminal, said.DOCTOR_CLUSTER, lambda: unread_on_cluster(access_of(settings)), detail)
    yield found
    if readers is None:
        return
    now = SystemClock().now()
    needing = [one for one in readers if one.standing(now) is not Standing.FINE]
    if needing:
        worst = _OUTCOMES[max(one.standing(now) for one in needing)]
        near = terminal.text(said.LAG_NEAR, count=len(needing))
        yield Finding(said.DOCTOR_LAG, worst, near, remedy=terminal.command("lag"))
    else:
        well = terminal.text(said.LAG_WELL, count=len(readers), unread=f"{sum(one.lag for one in readers):,}")
        yield Finding(said.DOCTOR_LAG, Outcome.FINE, well)
    yield from _workers(settings, terminal)


def _workers(settings: HubSettings, terminal: Terminal) -> Iterator[Finding]:
    found, view = looked(terminal, said.DOCTOR_WORKERS, lambda: workers_of(settings), "")
    if view is None:
        yield found
    elif view.ownerless:
        missing = terminal.text(said.WORKERS_MISSING, shards=" ".join(map(str, view.ownerless)))
        yield Finding(
            said.DOCTOR_WORKERS, Outcome.STOPPED, missing, headlines.OPERATIONS, terminal.command("worker run")
        )
    else:
        well = terminal.text(said.WORKERS_WELL, count=len(view.members))
        yield Finding(said.DOCTOR_WORKERS, Outcome.FINE, well)
    if view is not None:
        yield from examine_taken(settings, view.taken, terminal)
