"""
The Faust app of one worker: membership, the assignor, rebalances, timers and the worker's own page.

An agent stands on the assignment topic, one isolated partition for each shard. Which of them Faust assigns to this
worker says which shards it owns, and no more: records, state, positions and fencing are the engine's.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import faust
from faust.types import StreamT
from faust.types.auth import CredentialsT
from faust.web import Request, Response, View

from hub.bus.kafka import KafkaAccess
from hub.core.topics import ASSIGNMENT, version_of
from hub.engines.faust.standing import WorkerStanding

GROUP = "hub.workers"
BEAT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPlan:
    """
    What the app is made of.

    Attributes:
        name: This worker among the members of the group, the same after each start.
        access: The cluster.
        folder: Where Faust may put its files.
        session: Seconds after which a worker that isn't heard loses its shards.
        port: Of the worker's page on the machine itself, 0 for none.
        assign: Told of each assignment; it returns at once.
        beat: Called every second while Faust's loop is alive.
        standing: What the page shows.
    """

    name: str
    access: KafkaAccess
    folder: Path
    session: float
    port: int
    assign: Callable[[Iterable[int]], None]
    beat: Callable[[], None]
    standing: Callable[[], WorkerStanding]


def create_app(plan: AppPlan) -> faust.App:
    """Return the app, not yet started."""
    access = plan.access
    app = faust.App(
        access.prefix + version_of(GROUP, access.version),
        broker=[f"kafka://{address}" for address in plan.access.bootstrap.split(",")],
        broker_credentials=_credentials(plan.access),
        broker_client_id=plan.name,
        broker_session_timeout=plan.session,
        broker_heartbeat_interval=plan.session / 5,
        broker_request_timeout=2 * plan.session,
        broker_rebalance_timeout=2 * plan.session,
        # static membership: a worker that is back within a session has its shards at once, without a rebalance
        consumer_group_instance_id=plan.name,
        consumer_auto_offset_reset="latest",
        # Faust's own assignor is used only where this isn't 0 (faust/transport/drivers/aiokafka.py:579)
        table_standby_replicas=1,
        topic_allow_declare=False,
        topic_disable_leader=True,
        store="memory://",
        stream_wait_empty=False,
        datadir=plan.folder / "faust",
        web_enabled=plan.port > 0,
        web_bind="127.0.0.1",
        web_host="127.0.0.1",
        web_port=plan.port or None,
        worker_redirect_stdouts=False,
        autodiscover=False,
    )
    topic = app.topic(access.named(ASSIGNMENT), value_type=bytes, value_serializer="raw")

    async def stand_on(stream: StreamT[bytes]) -> None:
        async for _ in stream:
            """Nothing is ever said here."""

    async def note(_app: object, /, *arguments: object, signal: object, **_more: object) -> None:
        (assigned,) = arguments
        if isinstance(assigned, set):
            plan.assign(place.partition for place in assigned if place.topic == access.named(ASSIGNMENT))

    async def beat() -> None:
        plan.beat()

    async def show(view: View, _request: Request) -> Response:
        return view.json(plan.standing().document())

    app.agent(topic, name="hub.shards", isolated_partitions=True)(stand_on)
    app.on_partitions_assigned.connect(note)
    app.timer(interval=BEAT_SECONDS)(beat)
    app.page("/standing/")(show)
    return app


def _credentials(access: KafkaAccess) -> CredentialsT | None:
    if access.authority is None:
        return None
    context = ssl.create_default_context(cafile=str(access.authority))
    if access.certificate is not None:
        context.load_cert_chain(str(access.certificate))
    if access.principal is None:
        return faust.SSLCredentials(context)
    return faust.SASLCredentials(
        username=access.principal, password=access.password, ssl_context=context, mechanism="SCRAM-SHA-512"
    )
