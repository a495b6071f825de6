"""A grid app on loopback, worked by native means only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry, Unit
from hub.demo.departments.grid_app import GridServer, GridStore
from hub.plugins.spec import AdapterContext, NativeRecord
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.reading import Reading
from hub_grid.adapter import GridPlatform
from hub_grid.settings import GridSettings

REGISTRY = Registry.of(
    (
        Unit(
            code="X1",
            name="安民社区调委会",
            level=1,
            kind=MediationKind.PEOPLE,
            org_kind=OrgKind.RMC_COMMUNITY,
            division="230803007001",
            agency="grid",
        ),
    )
)


def millis(day: int, hour: int = 9) -> int:
    return int(datetime(2026, 3, day, hour, tzinfo=SHANGHAI).timestamp() * 1000)


def event(number: int, **changes: object) -> dict[str, object]:
    """Return a clean event of the app."""
    return {
        "eventId": f"WG2026030200{number:03d}",
        "gridCode": "230803007001002",
        "gridName": "安民第二网格",
        "reporterId": "W007",
        "category": "0301",
        "level": 1,
        "title": "楼上夜间噪音",
        "desc": "楼上半夜挪家具，楼下多次上门理论。",
        "lng": 130.364512,
        "lat": 46.809321,
        "address": "安民小区3号楼2单元",
        "people": [
            {"name": "崔建国", "phone": "13904541234", "idNo": "11010519491231002X"},
            {"name": "佟玉梅", "phone": "13904545678"},
        ],
        "happenTime": millis(2, 8),
        "reportTime": millis(2),
        "status": "UPLOADED",
        "onsiteResult": None,
        "deleted": False,
        "hubRef": None,
        "feedbacks": [],
        **changes,
    }


class App:
    """One grid platform; implements :class:`hub.testing.NativeSite`."""

    adapter_type = GridPlatform()
    registry = REGISTRY
    unit = "X1"
    reporter = "WG2026030200001"
    event = staticmethod(event)
    millis = staticmethod(millis)

    def __init__(self, throttle_every: int = 0) -> None:
        self.store = GridStore()
        self.server = GridServer(self.store, throttle_every=throttle_every)
        self.server.start()
        self.settings = GridSettings(base_url=self.server.url, throttled_times=2)
        self.put(1)
        self.put(2, category="0303", people=[{"name": "王婶", "phone": None}], hubRef="")
        self.put(3, status="ONSITE_DONE", onsiteResult="当场和好", onsiteTime=millis(2, 11))

    def put(self, number: int, **changes: object) -> str:
        made = event(number, **changes)
        self.store.put(made)
        return str(made["eventId"])

    def change_record(self) -> str:
        self.store.change(self.reporter, {"desc": "又吵起来了。"})
        return self.reporter

    def spoil_record(self) -> tuple[str, str]:
        self.store.change("WG2026030200002", {"category": "0388"})
        return "WG2026030200002", "category"

    def mend_record(self, native_id: str) -> None:
        self.store.change(native_id, {"category": "0303"})

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.start()

    def personal_data(self) -> list[str]:
        return ["崔建国", "11010519491231002X", "13904541234", "佟玉梅", "13904545678", "王婶"]

    def written(self) -> list[str]:
        return [
            json.dumps(feedback, ensure_ascii=False)
            for event in self.store.events.values()
            for feedback in event.get("feedbacks") or []
        ]

    def content(self) -> str:
        return json.dumps([self.store.events, self.store.changes, self.store.keys], ensure_ascii=False)

    def answerable(self) -> Delivery:
        return sample_delivery(DeliveryKind.RESULT_DOWN, "grid", unit="X1", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery) -> None:
        for event_id, held in list(self.store.events.items()):
            feedbacks = [
                {**feedback, "ackTime": millis(16)} if feedback["deliveryId"] == delivery.delivery_id else feedback
                for feedback in held.get("feedbacks") or []
            ]
            if feedbacks != held.get("feedbacks"):
                self.store.change(event_id, {"feedbacks": feedbacks})


class AppReading(Reading):
    """Reads one platform; some settings may differ from its own."""

    def __init__(self, app: App, **changes: object) -> None:
        settings = GridSettings.model_validate({**app.settings.model_dump(), **changes})
        context = AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=REGISTRY)
        super().__init__(app.adapter_type.open(settings, context))

    def last(self, native_id: str) -> NativeRecord:
        return [record for record in self.read()[0] if record.native_id == native_id][-1]


@pytest.fixture
def app() -> Iterator[App]:
    app = App()
    yield app
    app.stop()


@pytest.fixture
def throttling_app() -> Iterator[App]:
    app = App(throttle_every=2)
    yield app
    app.stop()


@pytest.fixture
def open_reading(app: App) -> Iterator[Callable[..., AppReading]]:
    opened: list[AppReading] = []

    def run(on: App = app, **changes: object) -> AppReading:
        opened.append(AppReading(on, **changes))
        return opened[-1]

    yield run
    for reading in opened:
        reading.adapter.close()


@pytest.fixture
def reading(open_reading: Callable[..., AppReading]) -> AppReading:
    return open_reading()


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "csv"
    folder.mkdir()
    return folder
