"""Accounts of every size for the summary's and the report's tests."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.codes import Channel, DisputeType
from hub.core.deliveries import DeliveryKind
from hub.demo import account as a
from hub.queries import layout as f

COURT = f.Label("court", "法院", "Court")
POLICE = f.Label("police", "公安", "Police")
JUSTICE = f.Label("justice", "司法行政", "Justice")
PETITION = f.Label("petition", "信访", "Petition office")
GRID = f.Label("grid", "网格", "Grid")
AGENCIES = (COURT, POLICE, JUSTICE, PETITION, GRID)

STATES = (
    f.Label("RESOLVED", "已化解", "Resolved"),
    f.Label("OPEN", "调解中", "In mediation"),
    f.Label("REPORTED", "已报送", "Reported"),
    f.Label("NOT_MEDIATED", "不同意调解", "Not mediated"),
)
COLUMNS = tuple(
    f.Label(code, zh, en)
    for code, zh, en in (
        ("open", "期初", "Opening"),
        ("acc", "受理", "Accepted"),
        ("in", "转入", "In"),
        ("concl", "办结", "Concluded"),
        ("out", "转出", "Out"),
        ("pend", "在办", "Pending"),
    )
)
HOLDERS = (
    "西林街道人民调解委员会",
    "建设街道人民调解委员会",
    "佳木斯市向阳区非诉讼纠纷化解中心",
    "长发镇人民调解委员会",
)
CLOCK = f.Label("LEVEL_L2", "二级调处期限", "Level 2 clock")


def empty() -> a.Account:
    return a.Account(
        title=f.Label("2026-03", "佳木斯市 2026-03", "Jiamusi 2026-03"),
        seed=1,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 4, 13),
        volume=a.Volume(),
    )


def of_size(disputes: int, *, seed: int = 7) -> a.Account:
    rng = random.Random(seed)
    lines = tuple(_line(number, rng) for number in range(disputes))
    ids = [line.dispute for line in lines]
    return a.Account(
        title=f.Label("2026-03", "佳木斯市 2026-03", "Jiamusi 2026-03"),
        seed=seed,
        first_day=date(2026, 2, 24),
        last_day=date(2026, 4, 13),
        volume=a.Volume(
            tellings=disputes,
            submissions=disputes * 7,
            records=disputes * 20,
            deliveries=disputes * 2,
            disputes=disputes,
            engine_seconds=4.1,
            hub_seconds=11.3,
            total_seconds=48.0,
        ),
        flows=tuple(
            a.Flow(
                sender,
                receiver,
                f.Label(kind.value, kind.zh, kind.en),
                1 + rng.randrange(disputes + 1),
                rng.randrange(3),
            )
            for sender, receiver, kind in (
                (COURT, JUSTICE, DeliveryKind.REFERRAL),
                (POLICE, JUSTICE, DeliveryKind.REFERRAL),
                (PETITION, JUSTICE, DeliveryKind.REFERRAL),
                (GRID, JUSTICE, DeliveryKind.ASSIGNMENT),
                (JUSTICE, COURT, DeliveryKind.FEEDBACK),
                (JUSTICE, POLICE, DeliveryKind.FEEDBACK),
                (JUSTICE, JUSTICE, DeliveryKind.ESCALATION),
                (JUSTICE, PETITION, DeliveryKind.GATE_DECISION),
                (JUSTICE, GRID, DeliveryKind.INFORMATION),
            )
        ),
        disputes=lines,
        breaches=tuple(
            a.Breach(line.dispute, line.number, line.holder, CLOCK, date(2026, 4, 2), line.days_over)
            for line in lines
            if line.days_over
        ),
        form=_form(ids, rng),
        quarantined=(
            a.Quarantined(COURT, "E-CODE-02", "T_TJAJ BH=1042", "TJJG", "未登记代码 15", "法院案管", 3, "2026-03-04"),
            a.Quarantined(
                JUSTICE, "E-ROW-01", "第27行", "金额", "无法判断单位：元或万元", "西林司法所", 1, "2026-03-09"
            ),
        ),
        linking=a.Linking(96, 88, 1, 5),
        landed=(a.Landed(COURT, 210, 210, 190), a.Landed(POLICE, 160, 159, 150), a.Landed(PETITION, 60, 60, 44)),
        days=tuple(
            a.DayCount(date(2026, 2, 24) + timedelta(days=n), rng.randrange(40), rng.randrange(30), rng.randrange(4))
            for n in range(49)
        ),
        days_to_conclude=tuple(int(rng.gammavariate(3, 4)) for _ in range(disputes)),
        commands=(
            ("hub trace （2026）黑0803民诉前调101号", f.Label("", "看一件纠纷的全过程", "One dispute from end to end")),
            ("hub stats show --month 2026-03", f.Label("", "看月报", "The month's form")),
        ),
    )


def _line(number: int, rng: random.Random) -> a.DisputeLine:
    kind = rng.choice(list(DisputeType))
    channel = rng.choice(list(Channel))
    state = rng.choice(STATES)
    open_ = state.code in ("OPEN", "REPORTED")
    return a.DisputeLine(
        dispute=f"court/T_TJAJ/{number:06d}",
        number=f"（2026）黑0803民诉前调{number}号",
        type=f.Label(kind.value, kind.zh, kind.en),
        channel=f.Label(channel.value, channel.zh, channel.en),
        state=state,
        holder=rng.choice(HOLDERS) if open_ else "",
        is_open=open_,
        due=date(2026, 4, 2) if open_ else None,
        days_over=rng.choice((0, 0, 0, 3, 11)) if open_ else 0,
        reports=1 + (rng.random() < 0.1),
        agencies=("court",),
    )


def _form(ids: list[str], rng: random.Random) -> f.MonthForm:
    def cell() -> f.FormCell:
        chosen = tuple(rng.sample(ids, rng.randrange(min(len(ids), 30) + 1)))
        return f.FormCell(str(len(chosen)), rng.choice((None, None, None, str(len(chosen) + 1))), chosen)

    def table(title: f.Label, keys: list[f.Label]) -> f.FormTable:
        return f.FormTable(title, COLUMNS, tuple(f.FormRow(key, tuple(cell() for _ in COLUMNS)) for key in keys))

    checks = tuple(f.Check(f"balance {n}", True, "8", "8") for n in range(40))
    return f.MonthForm(
        "2026-03",
        (
            f.Revision(1, datetime(2026, 4, 10, 15, 59, tzinfo=UTC), checks),
            f.Revision(2, datetime(2026, 4, 13, 15, 59, tzinfo=UTC), checks),
        ),
        (
            f.FormRow(f.Label("accepted", "受理", "Accepted"), (cell(), cell())),
            f.FormRow(
                f.Label("rate", "调解成功率", "Success rate"),
                (f.FormCell("71.43 %", None, ()), f.FormCell("75.00 %", None, ())),
            ),
        ),
        (
            table(
                f.Label("level", "按层级", "By level"),
                [f.Label(f"L{n}", f"第{n}级", f"Level {n}") for n in (1, 2, 3, 4)],
            ),
            table(f.Label("type", "按类别", "By type"), [f.Label(t.value, t.zh, t.en) for t in DisputeType]),
            table(
                f.Label("unit", "按单位", "By unit"),
                [f.Label(f"L2-{n}", f"{HOLDERS[n % 4]}{n}", f"Unit {n}") for n in range(60)],
            ),
        ),
    )


def broken() -> a.Account:
    """An account as bad as it gets: markup in names, checks that fail, figures of disputes that nobody knows."""
    nasty = '</script><script>alert("x")</script>&"\'\u2028'
    base = of_size(3)
    line = base.disputes[0]
    check = f.Check(nasty, False, "1", "2")
    cell = f.FormCell(nasty, nasty, ("no-such-dispute",))
    form = f.MonthForm(
        nasty,
        (f.Revision(1, datetime(2026, 4, 10, tzinfo=UTC), (check,)),),
        (),
        (f.FormTable(f.Label(nasty, nasty, nasty), (), (f.FormRow(f.Label("", nasty, nasty), (cell,)),)),),
    )
    fields = {name: getattr(base, name) for name in base.__dataclass_fields__}
    fields |= {
        "title": f.Label(nasty, nasty, nasty),
        "form": form,
        "faults": (nasty,),
        "flows": (a.Flow(f.Label("x", nasty, nasty), f.Label("x", nasty, nasty), f.Label("k", nasty, nasty), 0),),
        "disputes": (a.DisputeLine(**{n: getattr(line, n) for n in line.__dataclass_fields__} | {"number": nasty}),),
        "days": (),
        "days_to_conclude": (-120, 1160),
        "linking": a.Linking(0, 0, 0, 0),
    }
    return a.Account(**fields)


@dataclass(frozen=True)
class Accounts:
    empty: a.Account
    normal: a.Account
    huge: a.Account
    broken: a.Account


@pytest.fixture(scope="session")
def accounts() -> Accounts:
    return Accounts(empty(), of_size(300), of_size(20_000), broken())
