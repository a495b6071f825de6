"""The grid platform: field workers report, settle some matters on the spot, upload late, acknowledge or forget."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hub.core.codes import DisputeType
from hub.core.daytime import SHANGHAI
from hub.demo.departments import Department, Stage
from hub.demo.departments.grid_app import Event, GridServer, GridStore, Json
from hub.demo.quarrels import Person, Quarrel

_CATEGORIES: dict[DisputeType, str] = {
    DisputeType.NEIGHBOUR: "0301",
    DisputeType.MARRIAGE_FAMILY: "0302",
    DisputeType.HOUSING_LAND: "0303",
    DisputeType.CONTRACT: "0304",
    DisputeType.BUSINESS_OP: "0305",
    DisputeType.DAMAGES: "0306",
    DisputeType.FOREST_LAND: "0307",
    DisputeType.EXPROPRIATION: "0308",
    DisputeType.ENVIRONMENT: "0309",
    DisputeType.MIGRANT_WAGE: "0310",
    DisputeType.LABOUR: "0311",
    DisputeType.TOURISM: "0312",
    DisputeType.ECOMMERCE: "0313",
    DisputeType.MEDICAL: "0314",
    DisputeType.TRAFFIC: "0315",
    DisputeType.PROPERTY_MGMT: "0316",
    DisputeType.CONSUMER: "0317",
    DisputeType.IP: "0318",
    DisputeType.VILLAGE_AFFAIRS: "0319",
    DisputeType.OTHER: "0399",
}
_UNKNOWN_CATEGORY = "0330"
_KIN = ("婶", "叔", "哥", "大爷", "大娘", "嫂")
_THROTTLE_EVERY = 23


@dataclass(slots=True)
class _Plan:
    """What a worker has in mind with an event."""

    reported_at: datetime
    serious: bool


class GridDepartment:
    """Plays one grid platform; see :class:`hub.demo.departments.Department`."""

    code = "grid"

    def __init__(self, stage: Stage) -> None:
        self._random = stage.random(self.code)
        self._store = GridStore()
        self._server = GridServer(self._store, throttle_every=_THROTTLE_EVERY)
        self._plans: dict[str, _Plan] = {}
        self._waiting: list[tuple[datetime, Event]] = []
        self._typos: dict[str, tuple[datetime, str]] = {}
        self._acks: dict[tuple[str, str], datetime | None] = {}
        self._count = 0
        self._folder: Path | None = None

    def install(self, folder: Path) -> None:
        """Start the app's server; *folder* holds its events when it has stopped."""
        self._folder = folder
        self._server.start()

    def settings(self) -> Mapping[str, object]:
        """Return where the adapter finds the app."""
        return {"system": self.code, "base_url": self._server.url, "page_size": 100}

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """Let a worker type an event into the telephone."""
        event = self._event(quarrel, at)
        event_id = str(event["eventId"])
        self._plans[event_id] = _Plan(at, quarrel.serious)
        if self._happens(0.02):
            self._typos[event_id] = (at + timedelta(days=3), str(event["category"]))
            event["category"] = _UNKNOWN_CATEGORY
        if self._happens(0.1):
            self._waiting.append((at + timedelta(days=self._random.randint(1, 3)), event))  # no signal out there
            return event_id
        self._store.put(event)
        if self._happens(0.03):
            twin = self._event_id(at)
            self._store.put({**event, "eventId": twin, "reportTime": _millis(at + timedelta(seconds=4))})
            self._plans[twin] = _Plan(at, quarrel.serious)
        return event_id

    def _event_id(self, at: datetime) -> str:
        self._count += 1
        return f"WG{at.astimezone(SHANGHAI):%Y%m%d}{self._count:05d}"

    def _event(self, quarrel: Quarrel, at: datetime) -> Event:
        lng, lat = 130.36 + self._random.uniform(-0.4, 0.4), 46.81 + self._random.uniform(-0.3, 0.3)
        if self._happens(0.03):
            lng, lat = lat, lng
        people: list[Json] = [self._person(person) for person in quarrel.parties]
        return {
            "eventId": self._event_id(at),
            "gridCode": f"{quarrel.division}{self._random.randint(1, 6):03d}",
            "gridName": f"第{self._random.randint(1, 6)}网格",
            "reporterId": f"W{self._random.randint(1, 80):03d}",
            "category": _CATEGORIES[quarrel.type],
            "level": 2 if quarrel.serious else 1,
            "title": quarrel.type.zh,
            "desc": quarrel.narrative,
            "lng": round(lng, 6),
            "lat": round(lat, 6),
            "address": f"{self._random.randint(1, 40)}号楼{self._random.randint(1, 6)}单元",
            "people": people,
            "happenTime": _millis(min(quarrel.occurred_at, at)),
            "reportTime": _millis(at),
            "status": "NEW",
            "onsiteResult": None,
            "deleted": False,
            "hubRef": None,
            "feedbacks": [],
        }

    def _person(self, person: Person) -> Json:
        name = person.name
        if self._happens(0.15) and not person.is_body:
            name = name[:1] + self._random.choice(_KIN)
        known: dict[str, Json] = {"name": name, "phone": person.phone or None}
        if person.id_number and self._happens(0.75):
            known["idNo"] = person.id_number
        return known

    def work(self, now: datetime) -> None:
        """Upload what waited, settle or pass on what is new, mend, acknowledge."""
        arrived = [entry for entry in self._waiting if entry[0] <= now]
        self._waiting = [entry for entry in self._waiting if entry[0] > now]
        for _, event in arrived:
            self._store.put({**event, "reportTime": _millis(now)})
        for event_id, (mended_at, category) in list(self._typos.items()):
            if mended_at <= now and event_id in self._store.events:
                self._store.change(event_id, {"category": category})
                del self._typos[event_id]
        for event_id, plan in list(self._plans.items()):
            if event_id in self._store.events and now - plan.reported_at >= timedelta(hours=2):
                self._go_there(event_id, plan, now)
                del self._plans[event_id]
        self._acknowledge(now)

    def _go_there(self, event_id: str, plan: _Plan, now: datetime) -> None:
        if self._happens(0.01):
            self._store.change(event_id, {"deleted": True, "deletedTime": _millis(now), "status": "UPLOADED"})
        elif not plan.serious and self._happens(0.25):
            changes: Event = {"status": "ONSITE_DONE", "onsiteResult": "当场劝和，双方和好", "onsiteTime": _millis(now)}
            self._store.change(event_id, changes)
        else:
            self._store.change(event_id, {"status": "UPLOADED"})

    def _acknowledge(self, now: datetime) -> None:
        for event_id, event in sorted(self._store.events.items()):
            feedbacks = event.get("feedbacks")
            if not isinstance(feedbacks, list):
                continue
            seen: list[Json] = [self._seen(event_id, entry, now) for entry in feedbacks]
            if seen != feedbacks:
                self._store.change(event_id, {"feedbacks": seen, "status": self._closed(event)})

    def _seen(self, event_id: str, entry: Json, now: datetime) -> Json:
        if not isinstance(entry, dict) or "ackTime" in entry or entry.get("kind") == "INFORMATION":
            return entry
        planned = self._acks.setdefault((event_id, str(entry.get("id"))), self._plan_to_acknowledge(now))
        if planned is None or planned > now:
            return entry
        return {**entry, "ackTime": _millis(now), "ackBy": event_id[-3:]}

    def _plan_to_acknowledge(self, now: datetime) -> datetime | None:
        if self._happens(0.05):
            return None  # forgotten
        return now + timedelta(days=self._random.randint(3, 5) if self._happens(0.1) else 0, hours=3)

    @staticmethod
    def _closed(event: Event) -> Json:
        return event["status"] if event["status"] in ("INBOX", "ONSITE_DONE") else "CLOSED"

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def feedback_landed(self) -> int:
        """Return how many distinct feedbacks stand in the app."""
        return self._store.count_feedback()

    def stop(self) -> None:
        """Stop the app's server and leave its events where people can read them."""
        self._server.stop()
        if self._folder is not None:
            events = json.dumps(list(self._store.events.values()), ensure_ascii=False, indent=1)
            (self._folder / "events.json").write_text(events, encoding="utf-8")


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def department(stage: Stage) -> Department:
    """Return the grid platform for *stage*."""
    return GridDepartment(stage)
