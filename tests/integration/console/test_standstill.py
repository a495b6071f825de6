"""总览: what is stuck, with whom, since when, the longest first; where people land; and what of it each may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub.bootstrap.holdings import open_projection_beside, read_hub
from hub.console.pages.signing_in import landing
from hub.console.stuck import standstill
from hub.core.machines import SupervisionState
from hub.core.permissions import Role
from hub.core.wording import Language
from hub.people.sessions import Session
from hub.queries.orders import OrderLine
from hub.queries.overdue import Hub, Wanted, overdue
from tests.bench_console import CENTRE, TOWN, Centre, centre_in
from tests.bench_steps import act, register
from tests.console_rig import OFFICE, Rig

DAY = date(2026, 4, 13)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with centre_in(tmp_path) as found:
        yield found


def rows(text: str) -> list[str]:
    """Return the lines of the first table, without their tags."""
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def test_the_longest_stands_first_with_whom_since_when_and_a_link(rig: Rig) -> None:
    text = rig.client(Role.DUTY_CLERK).get("/").text
    listed = rows(text)
    days = [int(re.findall(r"(\d+) 天", one)[-1]) for one in listed]
    assert days == sorted(days, reverse=True) and days[0] > 0
    assert any("司法确认办理中" in one for one in listed), listed
    assert f"/quarantine?agency={OFFICE}" in text and "待处理的行" in text
    assert 'href="/cases/' in text
    english = rig.client(Role.DUTY_CLERK, hub_lang="en").get("/").text
    assert "What stands still" in english and "Held rows to mend" in english


def test_late_forms_are_listed_with_whom_and_since_when(rig: Rig) -> None:
    chief = rig.client(Role.STATISTICS_CHIEF, "C4").get("/").text
    forms = [one for one in rows(chief) if "月报逾期未报" in one]
    assert forms and all("2026-03" in one and "2026-04-07" in one for one in forms), forms
    assert "/months?month=2026-03&amp;missing=true" in chief
    assert "月报逾期未报" not in rig.client(Role.CLERK, "X1").get("/").text


@pytest.mark.parametrize(
    ("state", "reply_due", "since"),
    [
        (SupervisionState.PROPOSED, None, date(2026, 4, 1)),
        (SupervisionState.ISSUED, date(2026, 4, 13), None),
        (SupervisionState.ISSUED, date(2026, 4, 8), date(2026, 4, 8)),
        (SupervisionState.REJECTED, date(2026, 4, 8), date(2026, 4, 8)),
        (SupervisionState.REPLIED, None, date(2026, 4, 1)),
        (SupervisionState.CLOSED, None, None),
    ],
)
def test_an_order_stands_still_while_a_person_owes_the_next_step(state, reply_due, since) -> None:
    first = date(2026, 4, 1)
    line = OrderLine(
        dispute="D1", number="1", cause="X", subject=None, body=TOWN, state=state, since=first, reply_due=reply_due
    )
    assert line.waits_since(DAY) == since


def test_each_sees_what_the_grants_show_and_an_administrator_sees_none_of_it(rig: Rig) -> None:
    clerk = rig.client(Role.CLERK, "X1").get("/").text
    assert "停滞事项" in clerk and "没有停滞的事项" in clerk
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.LEADER):
        assert "停滞事项" not in rig.client(role).get("/").text, role
    secret = rig.seats.seat(Role.ADAPTER_OPERATOR, OFFICE)
    viewer = rig.seats.viewer(secret, Language.ZH)
    assert viewer is not None
    assert {one.path.partition("?")[0] for one in standstill(rig.console, viewer).lines} <= {"/quarantine", "/adapters"}


def test_the_read_model_tells_the_same_as_reading_every_dispute(centre: Centre) -> None:
    first = register(centre)
    centre.bench.later()
    projection = open_projection_beside(centre.bench.settings)
    projection.refresh()
    projection.model.close()
    second = register(centre, **{"name-1": "赵甲", "id-1": ""})
    centre.bench.later(timedelta(minutes=11))
    day = DAY + timedelta(days=60)
    holdings = read_hub(centre.bench.settings)
    try:
        assert holdings.index is not None and holdings.index.changed == {second}
        told = []
        for index in (holdings.index, None):
            hub = Hub(holdings.dispute, holdings.disputes, index, holdings.rules.terms)
            told.append([overdue(hub, Wanted(day=day, holders=who, most=9)) for who in (None, {CENTRE}, {TOWN})])
    finally:
        holdings.close()
    assert told[0] == told[1]
    count, found = told[0][0]
    assert count == 2 and {one.dispute for one in found} == {first, second}
    assert told[0][2] == (0, [])


def test_whoever_has_a_workbench_lands_on_it_and_others_on_the_overview(centre: Centre) -> None:
    def lands(role: Role, unit: str, wanted: str = "/") -> str:
        token, now = centre.secret(unit, role), centre.bench.clock.now()
        return landing(centre.console, Session(token=token, number="1", account="K1", until=now), wanted)

    assert lands(Role.DUTY_CLERK, CENTRE) == "/bench"
    assert lands(Role.CLERK, TOWN) == "/bench"
    assert lands(Role.CLERK, "X9") == "/"
    assert lands(Role.STATISTICIAN, CENTRE) == "/"
    assert lands(Role.DUTY_CLERK, CENTRE, "/cases") == "/cases", "where one wanted to go"


def test_family_violence_is_hidden_wherever_a_party_or_a_place_is_shown(centre: Centre) -> None:
    dispute = register(centre, violence="yes", division="230803007")
    centre.bench.later()
    state = centre.bench.state(dispute)
    assert state.is_veiled and state.primary is not None
    facts = centre.bench.facts(dispute)
    assert "暴力" not in repr(facts), "the stream says that people are hidden, never why"
    client = centre.client()
    text = client.get(f"/cases/{dispute}").text
    assert "依法隐名" in text and "230803007" not in text and "西林街道 230803007" not in text
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', text)
    assert mark is not None
    client.post(f"/parties/{dispute}", data={"form_mark": mark[1], "reason": "HANDLING"})
    opened = client.get(f"/cases/{dispute}").text
    assert "王建国" not in opened and "李桂兰" not in opened and "王**" in opened
    key = f"correct-report:{dispute}"
    act(centre, CENTRE, dispute, key, type="NEIGHBOUR", channel="PARTY", division="230803007", veiled="no")
    centre.bench.later(timedelta(minutes=11))
    assert not centre.bench.state(dispute).is_veiled
    still = client.get(f"/cases/{dispute}").text
    assert "王建国" not in still, "what the sealed narrative says of violence hides them all the same"


def test_what_was_hidden_later_is_hidden_on_the_page_of_an_earlier_day_too(centre: Centre) -> None:
    dispute = register(centre, division="230803007")
    centre.bench.later()
    before, client = centre.bench.clock.now(), centre.client()
    centre.bench.clock.advance(timedelta(days=1))
    key = f"correct-report:{dispute}"
    act(centre, CENTRE, dispute, key, type="NEIGHBOUR", channel="PARTY", division="230803007", veiled="yes")
    centre.bench.later(timedelta(minutes=11))
    assert centre.bench.state(dispute).is_veiled
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', client.get(f"/cases/{dispute}").text)
    assert mark is not None
    client.post(f"/parties/{dispute}", data={"form_mark": mark[1], "reason": "HANDLING"})
    past = client.get(f"/cases/{dispute}", params={"as_of": before.date().isoformat()}).text
    assert "王**" in past and "依法隐名" in past
    assert "王建国" not in past and "西林街道 230803007" not in past


def test_an_opening_shows_nothing_any_more_once_the_case_is_no_longer_the_viewers(centre: Centre) -> None:
    """The quarter of an hour that a reason opens is no way around the grants: they are asked at each look."""
    dispute = register(centre)
    centre.bench.later()
    clerk = centre.client(CENTRE)
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', clerk.get(f"/cases/{dispute}").text)
    assert mark is not None
    clerk.post(f"/parties/{dispute}", data={"form_mark": mark[1], "reason": "HANDLING"})
    path = f"/cases/{dispute}"
    assert "王建国" in clerk.get(path).text
    person = centre.seats.taken[centre.secret()]
    centre.seats.taken[centre.secret()] = replace(person, role=Role.SUPERVISION_ISSUER)
    seen = clerk.get(path)
    assert seen.status_code == 200
    assert "王建国" not in seen.text


def test_the_page_of_a_case_shows_its_papers_with_their_numbers_and_each_delivery_with_its_receipt(
    centre: Centre,
) -> None:
    dispute = register(centre, next="refer", unit=TOWN, all_agree="yes")
    centre.bench.later()
    centre.bench.later(timedelta(seconds=1))
    projection = open_projection_beside(centre.bench.settings)
    projection.refresh()
    projection.refresh()
    projection.model.close()
    text = centre.client().get(f"/cases/{dispute}").text
    assert "出具的文书" in text and "〔2026〕向非诉登字第1号" in text
    block = text[text.index("送达与回执") :]
    assert "已写入" in block and "第 1 次" in block and "西林街道" in block and "2026-03-03 12:10" in block
    other = centre.client("L3-230804", Role.DUTY_CLERK).get(f"/cases/{dispute}").text
    assert "送达与回执" not in other and "出具的文书" not in other, "others' cases show holder and dates"
