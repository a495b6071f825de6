"""The police: officers take calls, transfer brawls, sign for feedback, answer invitations late, waive penalties."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hub.core.codes import DisputeType, ReturnReason
from hub.core.daytime import local_day
from hub.demo.departments import Department, Stage
from hub.demo.departments.police_registry import PoliceRegistry, native_time
from hub.demo.quarrels import Quarrel

TRANSFER_SHARE = 0.75
"""Share of tickets about quarrels that are handed to mediation; the station settles or only records the rest."""
SIGN_SHARE = 0.6
FORGET_SHARE = 0.05
ERROR_SHARE = 0.01
SECOND_CALL_SHARE = 0.04
"""Share of incidents of which the other side calls too."""
RISK_SHARE = 0.06
"""Share of brawls that may turn criminal."""

_RETURNED = "退回"
_DUPLICATE = f"{_RETURNED}：{ReturnReason.DUPLICATE.zh}"


class PoliceDepartment:
    """Plays the police of the city; see :class:`hub.demo.departments.Department`."""

    code = "police"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng: random.Random = stage.random(self.code)
        self._registry = PoliceRegistry()
        self._forgotten: set[int] = set()
        self._plans: list[tuple[datetime, Callable[[datetime], None]]] = []

    def install(self, folder: Path) -> None:
        """Create the police's database."""
        self._registry.create(folder / "police.db")

    def settings(self) -> Mapping[str, object]:
        """Return what the adapter needs."""
        return {"url": f"sqlite:///{self._registry.path}", "system": "police-230800"}

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """Take a call; plan what the officers will do about it."""
        rng = self._rng
        self._registry.set_time(at)
        ticket = self._registry.new_ticket(quarrel, at, rng)
        if quarrel.type is DisputeType.DAMAGES:
            self._open_case(ticket, len(quarrel.parties), at)
        if rng.random() < TRANSFER_SHARE:
            self._plan(at, (1, 20), lambda now: self._transfer(ticket, quarrel, now))
        if rng.random() < SECOND_CALL_SHARE:
            self._plan(at, (0, 2), lambda now: self._second_call(ticket, quarrel, now))
        choice = rng.random()
        if choice < ERROR_SHARE:
            self._mistype(ticket, at, "JQLBDM", "0588")
        elif choice < 2 * ERROR_SHARE:
            self._mistype(ticket, at, "BJSJ", "2026年2月30日")
        self._registry.save()
        return ticket

    def _plan(self, at: datetime, hours: tuple[int, int], action: Callable[[datetime], None]) -> None:
        self._plans.append((at + timedelta(minutes=self._rng.randrange(hours[0] * 60, hours[1] * 60 + 1)), action))

    def _open_case(self, ticket: str, people: int, at: datetime) -> None:
        case = self._registry.new_case(ticket, at)
        if self._rng.random() < RISK_SHARE:
            self._registry.update("AJ_XX", ("AJBH", case), FXLB="1", FXRS=people, FXSJ=native_time(at))

    def _mistype(self, ticket: str, at: datetime, column: str, wrong: str) -> None:
        right = self._registry.rows("SELECT * FROM JQ_JJ WHERE JJDBH = ?", ticket)[0][column]
        self._registry.update("JQ_JJ", ("JJDBH", ticket), **{column: wrong})
        self._plan(at, (20, 70), lambda _: self._registry.update("JQ_JJ", ("JJDBH", ticket), **{column: right}))

    def _transfer(self, ticket: str, quarrel: Quarrel, now: datetime) -> None:
        agreed = quarrel.consent if quarrel.consent is not None else self._rng.random() < 0.85
        self._registry.transfer(ticket, quarrel.target_unit, now, "Y" if agreed else "N")

    def _second_call(self, ticket: str, quarrel: Quarrel, now: datetime) -> None:
        """The other side calls as well; next day an officer sees that it's one incident."""
        called = replace(quarrel, parties=quarrel.parties[::-1])
        second = self._registry.new_ticket(called, now, self._rng)
        self._plan(now, (10, 40), lambda _: self._registry.update("JQ_JJ", ("JJDBH", second), GLJJDBH=ticket))

    def work(self, now: datetime) -> None:
        """Do a round: what was planned, then table of feedback, then inbox."""
        self._registry.set_time(now)
        ready = [action for at, action in self._plans if at <= now]
        self._plans = [plan for plan in self._plans if plan[0] > now]
        for action in ready:
            action(now)
        for row in self._registry.rows("SELECT XH, YWLX, JJDBH, JG FROM WB_FK WHERE ZT = '0' ORDER BY XH"):
            self._read_feedback(row["XH"], str(row["JJDBH"]), str(row["JG"]), now)
        for row in self._registry.rows("SELECT XH, LX FROM WB_SJX WHERE DFZT = '0' ORDER BY XH"):
            self._read_inbox(row["XH"], str(row["LX"]), now)
        self._registry.save()

    def _read_feedback(self, serial: int, ticket: str, result: str, now: datetime) -> None:
        rng = self._rng
        if serial in self._forgotten or rng.random() > SIGN_SHARE:
            return
        if rng.random() < FORGET_SHARE:
            self._forgotten.add(serial)
            return
        self._registry.update("WB_FK", ("XH", serial), ZT="1", QSSJ=native_time(now))
        if result == "调解成功" and self._registry.rows("SELECT 1 FROM AJ_XX WHERE JJDBH = ?", ticket):
            self._plan(now, (12, 6 * 24), lambda at: self._registry.waive(ticket, at))
        elif result.startswith(_RETURNED) and result != _DUPLICATE:
            self._transfer_again(ticket, now)

    def _transfer_again(self, ticket: str, now: datetime) -> None:
        """A returned matter goes to the committee of the place; where that was it, to the county centre."""
        found = self._registry.rows("SELECT XZQH FROM JQ_JJ WHERE JJDBH = ?", ticket)
        tried = {str(row["JSDW"]) for row in self._registry.rows("SELECT JSDW FROM AJ_YJ WHERE JJDBH = ?", ticket)}
        for row in found:
            division = str(row["XZQH"])
            units = [f"L2-{division[:9]}", f"L3-{division[:6]}"]
            fitting = [u for u in units if u not in tried and self._stage.registry.find(u, local_day(now))]
            for unit in fitting[:1]:
                self._registry.transfer(ticket, unit, now, "Y")

    def _read_inbox(self, serial: int, kind: str, now: datetime) -> None:
        """Invitations wait for somebody with time; a supervision is answered, and with it what it's about."""
        rng = self._rng
        urgent = kind == "DB" or bool(self._registry.rows("SELECT 1 FROM WB_SJX WHERE LX = 'DB' AND DFZT = '0'"))
        if rng.random() > (0.8 if urgent else 0.15):
            return
        agreed = "1" if kind == "DB" or rng.random() < 0.85 else "2"
        self._registry.update("WB_SJX", ("XH", serial), DFZT=agreed, DFSJ=native_time(now))

    def feedback_landed(self) -> int:
        """Return how many feedbacks stand in the police's table."""
        return self._registry.feedback_count()

    def stop(self) -> None:
        """Close the database."""
        self._registry.close()


def department(stage: Stage) -> Department:
    """Return the police."""
    return PoliceDepartment(stage)
