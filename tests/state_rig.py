"""A console in each of the states in which pages are looked at: just made, at work, overfull, and with damage."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy, copytree
from typing import Any

from starlette.testclient import TestClient

from hub.bootstrap.engines import log_folder, open_bus
from hub.bootstrap.holdings import open_projection_beside, read_model_path
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.works import Work, owner_of
from hub.consolehouse import open_console
from hub.contracts import Serde
from hub.core.amendments import Amendment, RestDays
from hub.core.events import Details, Event, Submission, event_id
from hub.core.messages import IndicatorObservation
from hub.core.papers import Paper, PaperKind
from hub.core.permissions import Grant, JointDeed, Role
from hub.core.reports import ReportLine
from hub.core.wording import Language
from hub.people.house import Means, open_people
from hub.people.joint import Person
from hub.people.sessions import Way
from hub.people.totp import hotp, step_of
from hub.plugins.records import Held, ItemKind
from hub.progress import Progress
from hub.reference import default_registry
from hub.service.indicators import IndicatorBook
from hub.service.links import link_items
from hub.service.reporting import state_to_hub
from hub.settings.doors import WorkbenchSettings
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing import FixedClock
from hub.vault import SoftwareProvider, create_key_file, load_key_file
from hub.workbench.desk import Asked, Clerk
from hub.workbench.papers import Wanted
from tests.bench_rig import FORM, drawn, values
from tests.console_rig import LEDGER, NOON, OFFICE, Record, Rig, Seats
from tests.mapping_site import EXAMPLES, MAPPINGS
from tests.people_rig import AUDITOR, CHEAP, SECURITY, SYSTEM, PeopleRig
from tests.report_rig import of_report

CENTRE, TOWN, WORKING = "L3-230803", "L2-230803007", "X1"
"""Units that work in the console: of the packaged registry, and one of the worked example."""
MANY = 1_100
"""Disputes of an overfull hub: lists of them have more than twenty pages."""
LIKE = 240
"""How many of them look alike, two by two."""
LONG, HOUR = timedelta(days=185), timedelta(hours=1)
BEGINNER = "K9-01"
"""Account of the hub at work that has a second factor, and is signing in."""
NEWCOMER = "K9-02"
"""Another one, that has none yet."""
STORY = "court:H0001"
"""The dispute of which very much was stated."""
_SETTINGS = f"""
data = "var"
key = "hub.key"
shards = 1
[workbench]
units = ["{CENTRE}", "{TOWN}"]
[adapters.{OFFICE}]
mapping = "{MAPPINGS[LEDGER]}"
"""
_DAMAGE = b"no database at all" * 999


@dataclass
class States:
    """
    Just made, at work, overfull; with a damaged store and read model, a damaged log, no file of the people.
    """

    empty: Rig
    normal: Rig
    huge: Rig
    damaged: Rig
    lost: Rig
    unpeopled: Rig
    secrets: dict[tuple[str, Role, str], str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    key_use: int = 0

    def rig(self, name: str) -> Rig:
        """Return the console called *name*."""
        found = getattr(self, name)
        assert isinstance(found, Rig)
        return found

    def secret(self, name: str, role: Role, unit: str) -> str:
        """Return the session of the one person with *role* of *unit* at the console called *name*."""
        key = (name, role, unit)
        if key not in self.secrets:
            self.secrets[key] = self.rig(name).seats.seat(role, unit)
        return self.secrets[key]

    def client(self, name: str, seat: tuple[Role, str] | None, **cookies: str) -> TestClient:
        """Return a browser without scripts at the console called *name*, signed in where *seat* says as whom."""
        client = self.rig(name).client()
        client.cookies.update(cookies)
        if seat is not None:
            client.cookies.set(self.rig(name).console.session_cookie, self.secret(name, *seat))
        return client

    def places(self) -> dict[str, str]:
        """Return what stands for a ``{place}`` in an address of the hub at work."""
        rig = self.normal
        with rig.console.books() as books:
            pair = next(item.id for item in link_items(books.reader) if not item.waits)
        clerk = self.client("normal", (Role.DUTY_CLERK, WORKING))
        liaison = self.client("normal", (Role.LIAISON, WORKING))
        keeper = self.client("normal", (Role.STATISTICIAN, "C4"))
        case = _link("/bench/case", clerk.get("/bench").text)
        return {
            "pair": pair,
            "case": case,
            "act": _link("/bench/act", clerk.get(case).text),
            "reply": _link("/supervision/reply", liaison.get("/supervision").text),
            "attend": _link("/meeting/attendance", keeper.get("/meeting?half=2026-H1").text),
            **self.codes(),
            "key_use": str(self.key_use),
            "work": f"/work/{self.under_way((Role.DUTY_CLERK, CENTRE)).number}",
        }

    def begun(self, account: str) -> str:
        """Return the token of a sign-in of *account* at the hub at work, which an outside provider let begin."""
        if account not in self.tokens:
            people, now = self.normal.console.people, self.normal.clock.now()
            known = people.accounts.named(account)
            self.tokens[account] = people.signing_in.pending(known, Way.OUTSIDE, "10.0.0.9", now).token
        return self.tokens[account]

    def codes(self) -> dict[str, str]:
        """Return what authenticators show now: of who enrols the first one, and of who enrols another one."""
        people, now = self.normal.console.people, self.normal.clock.now()
        first = people.signing_in.enrolment(self.begun(NEWCOMER), now)
        leader = self.normal.seats.taken[self.secret("normal", Role.LEADER, CENTRE)].code
        another = people.factors.changing(leader, now)
        assert isinstance(first, bytes) and another is not None
        return {"first": hotp(first, step_of(now)), "another": hotp(another, step_of(now))}

    def under_way(self, seat: tuple[Role, str]) -> Work:
        """Return a long work of who sits at *seat* of the hub at work, a quarter of which is done."""
        rig, secret = self.normal, self.secret("normal", *seat)
        viewer = rig.seats.viewer(secret, Language.ZH)
        work = Work(
            owner=owner_of(secret), asked="/figures?month=2026-03", changes=False, key="", told={"viewer": viewer}
        )
        work.progress = Progress(done=12_000, total=48_000, reading=1, can_stop=True)
        rig.app.state.works.keep(work)
        return work

    def close(self) -> None:
        for rig in (self.empty, self.normal, self.huge, self.damaged, self.lost, self.unpeopled):
            rig.console.people.close()
            if rig.console.desk is not None:
                rig.console.desk.outbox.database.close()


def _link(path: str, text: str) -> str:
    found = re.search(rf'href="({path}\?[^"]+)"', text)
    assert found is not None, f"nothing on the page leads to {path}"
    return html.unescape(found[1])


@contextmanager
def states_in(folder: Path, worked: Rig) -> Iterator[States]:
    """Open all of them in *folder*; the one at work is a copy of the hub of *worked*."""
    clock = FixedClock(NOON)
    empty = _made(folder / "empty")
    _round(empty, clock)
    copytree(folder / "empty", folder / "huge")
    huge = load_settings(folder / "huge" / "hub.toml")
    _crowd(huge, clock)
    _round(huge, clock)
    _burden(huge, clock)
    normal = copytree(worked.city.path.parent, folder / "normal") / "hub.toml"
    _order(load_settings(normal), clock)
    found = States(
        empty=_console(empty, clock),
        normal=_at_work(normal, clock),
        huge=_console(huge, clock),
        damaged=_at_work(copytree(worked.city.path.parent, folder / "damaged") / "hub.toml", clock),
        unpeopled=_at_work(copytree(worked.city.path.parent, folder / "unpeopled") / "hub.toml", clock),
        lost=_at_work(copytree(worked.city.path.parent, folder / "lost") / "hub.toml", clock),
    )
    _furnish(found)
    found.unpeopled.console.people.close()  # as a file that is gone or held by somebody else
    _pile(found.huge)
    _damage(found.damaged.console.settings.data / "adapters" / f"{OFFICE}.db")
    _damage(read_model_path(found.damaged.console.settings))
    for shard in log_folder(found.lost.console.settings).glob("shard-*.db"):
        _damage(shard)
    yield found
    found.close()


def _console(settings: HubSettings, clock: FixedClock) -> Rig:
    seats, record = Seats(clock), Record()
    console = replace(open_console(settings, Surroundings(clock=clock), seats), personal=record)
    return Rig(None, clock, seats, record, console, create_app(console))  # type: ignore[arg-type]


def _at_work(path: Path, clock: FixedClock) -> Rig:
    works = WorkbenchSettings(units=(WORKING,))
    return _console(load_settings(path).model_copy(update={"workbench": works}), clock)


def _made(folder: Path) -> HubSettings:
    folder.mkdir(parents=True)
    copy(EXAMPLES / LEDGER / MAPPINGS[LEDGER], folder)
    (folder / "hub.toml").write_text(_SETTINGS, encoding="utf-8")
    create_key_file(folder / "hub.key")
    return load_settings(folder / "hub.toml")


def _damage(path: Path) -> None:
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(_DAMAGE)


def _round(settings: HubSettings, clock: FixedClock) -> None:
    hub = open_hub(settings, Surroundings(clock=clock, sleep=lambda _seconds: None))
    try:
        hub.tick(clock.now())
    finally:
        hub.close()
    projection = open_projection_beside(settings)
    projection.refresh()
    projection.model.close()


def _said(root: str, event: Event, at: datetime, unit: str | None = None, **details: object) -> Submission:
    told: Details = {**details}  # type: ignore[typeddict-item]
    return Submission(
        event=event,
        event_id=event_id(event.value, "court", root, unit, told),
        root=root,
        agency="court",
        system="court",
        native_id=root.partition(":")[2],
        unit=unit,
        occurred_at=at,
        recorded_at=at,
        details=told,
    )


def _crowd(settings: HubSettings, clock: FixedClock) -> None:
    """Let the court state a great many disputes, all long overdue, pairs of them alike; one is a long story."""
    units = [one.code for one in default_registry().all_units() if one.level == 2][:70]
    told = []
    for number in range(MANY):
        root, at = f"court:H{number:04d}", clock.now() - LONG + timedelta(minutes=number)
        report: dict[str, Any] = {
            "type": "CONTRACT", "channel": "PARTY", "parties": 2, "division": "230803",
            "number": f"（2025）黑0803民诉前调{number}号",
        }  # fmt: skip
        if number < LIKE:
            report["tokens"] = [f"sm3hmac.k1.{number // 2}"]
        told.append(_said(root, Event.DISPUTE_REPORTED, at, **report))
        later = at + timedelta(hours=1)
        if number % 2:
            told.append(_said(root, Event.CASE_OPENED, later, unit=CENTRE, channel="PARTY"))
        else:
            unit = units[number // 2 % len(units)]
            told.append(_said(root, Event.REFERRAL_CREATED, later, unit=unit, ref=f"R{number}", kind="ENTRUST_PRE"))
        for v in range(2, 262 if root == STORY else 0):
            details = {**report, "parties": 2 + v % 2, "v": v, "supersedes": told[-1].event_id}
            told.append(_said(root, Event.DISPUTE_CORRECTED, later + timedelta(minutes=v), **details))
    with closing(open_bus(settings)) as bus:
        state_to_hub(bus, Serde(), told, clock.now() - timedelta(days=1))
        counts = [
            IndicatorObservation(body=f"XF-{n}", region="230803", month=f"2026-0{1 + n % 3}", series="PETITIONS_FIRST",
                                 count=n, people=None, version=1, stated_by="K1")
            for n in range(240)
        ]  # fmt: skip
        IndicatorBook(bus, Serde()).state(counts, clock.now())


def _order(settings: HubSettings, clock: FixedClock) -> None:
    """Let a unit be told that it didn't answer, two reports look alike, and a body send its form of March."""
    root, at, cause = "court:N1", clock.now() - timedelta(days=30), f"INVITE_{WORKING}"
    told = [
        _said(root, Event.DISPUTE_REPORTED, at, type="CONTRACT", channel="PARTY", parties=2, number="N1"),
        _said(root, Event.CASE_OPENED, at + HOUR, unit="X3", channel="PARTY"),
        _said(root, Event.INVITATION_SENT, at + 2 * HOUR, unit="X3", invitee=WORKING),
        _said(root, Event.SUPERVISION_ORDERED, at + 400 * HOUR, unit="C4", cause=cause, officer="K3-09"),
        _said(root, Event.DOCKET_NOMINATED, at + 401 * HOUR, half="2026-H1", officer="K3-09", reason="RISK"),
    ]
    for number in ("N2", "N3"):
        report = {"type": "NEIGHBOUR", "channel": "PARTY", "parties": 2, "division": "230803", "number": number}
        told.append(
            _said(f"court:{number}", Event.DISPUTE_REPORTED, clock.now() - 48 * HOUR, **report,
                  tokens=["sm3hmac.k1.alike"])
        )  # fmt: skip
    lines = [ReportLine("", "cases", 47), ReportLine("", "success", 37)]
    sent = {"subject": "[]", "lines": lines}
    told.append(of_report(Event.MONTHLY_REPORT_SUBMITTED, "MR", "2026-03", clock.now() - 2 * HOUR, **sent))
    with closing(open_bus(settings)) as bus:
        state_to_hub(bus, Serde(), told, clock.now() - HOUR)
    _round(settings, clock)


def _burden(settings: HubSettings, clock: FixedClock) -> None:
    """Fill the file of the people: accounts, grants and amendments that wait, proposals, a journal of all of it."""
    master, draw = load_key_file(settings.key), random.Random(7).randbytes
    means = Means(master=master, provider=SoftwareProvider(), random_bytes=draw, hashing=CHEAP)
    with closing(open_people(settings.data, means)) as people, people.file.transaction():
        rig, now = PeopleRig(people, clock.now()), clock.now()
        rig.found()
        security = Person(SECURITY, people.grants.of_actor(SECURITY, now))
        for number in range(130):
            code = f"K9-{number:03d}"
            people.accounts.add(code, f"岗位{number}", SECURITY, now)
            grant = Grant(Role.CLERK, f"L2-{number}", rig.today, rig.today + timedelta(days=90))
            people.grants.propose(code, grant, SECURITY, now)
            if number < 70:
                people.joint.propose(JointDeed.ACCOUNT_RESET, (code,), f"手机丢失{number}", security, now)
        for number in range(124):
            since = rig.today + timedelta(days=10 + number)
            said = Amendment(content=RestDays(first=since, last=since), since=since, basis=f"佳政办发{number}号")
            line = people.amendments.propose(said, SYSTEM, now, lambda _: None)
            if number % 2:
                people.amendments.confirm(line.id, SECURITY, now, lambda _: None)


def _pile(rig: Rig) -> None:
    """Let rows be held and papers be drawn up by the hundred."""
    with rig.console.workbench() as bench, closing(bench.store(OFFICE)) as store, store.transaction():
        quarantine = bench.quarantine(store)
        for number in range(320):
            quarantine.hold(
                Held(
                    kind=ItemKind.ROW, source="ledger", native_id=f"S{number}", place=f"第{number}行", field="处理结果",
                    masked="已**", code="E-CODE-02", reason="代码表中没有这个值", task_of=OFFICE, proposal="和解",
                )
            )  # fmt: skip
    for number in range(120):
        _paper(rig, CENTRE, f"c{number}")


def _paper(rig: Rig, unit: str, click: str) -> None:
    desk = rig.console.desk
    assert desk is not None
    wanted = Wanted(kind=PaperKind.HANDOVER, unit=unit, mark="向非", dispute="", person="K1", click=click)
    day = rig.clock.now().date()
    desk.papers.file(
        wanted,
        rig.clock.now(),
        lambda number: Paper(kind=PaperKind.HANDOVER, title="交接班表", number=number, unit=unit, day=day, fields=()),
    )


def _furnish(states: States) -> None:
    """Give the hub at work what only its console keeps: administrators, an amendment, a proposal, a registration."""
    rig = states.normal
    master, draw = load_key_file(rig.console.settings.key), random.Random(7).randbytes
    means = Means(master=master, provider=SoftwareProvider(), random_bytes=draw, hashing=CHEAP)
    with closing(open_people(rig.console.settings.data, means)) as people, people.file.transaction():
        own = PeopleRig(people, rig.clock.now())
        own.found()
        since = own.today + timedelta(days=9)
        said = Amendment(content=RestDays(first=since, last=since), since=since, basis="佳政办发〔2026〕3号")
        people.amendments.propose(said, SYSTEM, own.now, lambda _: None)
        security = Person(SECURITY, people.grants.of_actor(SECURITY, own.now))
        people.joint.propose(JointDeed.ACCOUNT_RESET, (AUDITOR.code,), "手机丢失", security, own.now)
        system = Person(SYSTEM, people.grants.of_actor(SYSTEM, own.now))
        key = people.joint.propose(JointDeed.KEY_USE, (people.key_copies.key_id,), "年度启封演练", system, own.now)
        states.key_use = key.id
        own.first_sign_in(BEGINNER, own.clerk(BEGINNER, Role.CLERK))
        own.clerk(NEWCOMER, Role.CLERK)
        for seat in (Role.DUTY_CLERK, Role.LEADER):
            secret = states.secret("normal", seat, CENTRE)
            seated = rig.seats.taken[secret]
            people.accounts.add(seated.code, seat.zh, SECURITY, own.now)
            people.factors.begin_change(seated.code, own.now)
            session = people.sessions.begin(seated.code, Way.LOCAL, "10.0.0.9", own.now)
            rig.seats.taken[secret] = replace(seated, session=session.number)
    desk = rig.console.desk
    assert desk is not None
    secret = states.secret("normal", Role.DUTY_CLERK, WORKING)
    clerk = Clerk(rig.seats.taken[secret].code, frozenset({WORKING}))
    form = {**FORM, "own": WORKING, "division": "230803"}
    done = desk.register(clerk, Asked(click="a" * 24, dispute="", key="", values=values(form)), drawn)
    assert done.action is not None, done.stated
