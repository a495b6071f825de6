"""From the click into the hub: undo, haste, order, kills, two senders, refusals, and what a clerk is told."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub.benchhouse import BenchSender, open_desk, sender_in_force
from hub.bootstrap.engines import open_letters
from hub.bootstrap.holdings import read_hub
from hub.bootstrap.surroundings import Surroundings
from hub.consolehouse import open_console
from hub.core.amendments import Amendment, Organisation
from hub.core.daytime import local_day
from hub.core.errors import ConfigurationError, PermanentError
from hub.core.events import Event, Submission, event_id
from hub.core.machines import DisputeStatus
from hub.settings.loading import load_settings
from hub.workbench.records import ActionState, WhyRefused
from hub.workbench.sender import SET_ASIDE_AFTER, TAKES
from tests.bench_rig import CENTRE, FORM, NOON, SETTINGS, TOWN, WINDOW, Bench, drawn, values
from tests.people_rig import amend

SECOND = timedelta(seconds=1)


def root_of(bench: Bench, **more: str) -> str:
    done = bench.register(**more)
    assert done.action is not None, done.stated
    return done.action.root


def test_a_registration_waits_ten_minutes_and_its_legal_time_is_the_click(bench: Bench) -> None:
    root = root_of(bench)
    bench.later(WINDOW - SECOND)
    assert bench.facts(root) == []
    bench.later(SECOND)
    facts = bench.facts(root)
    assert [fact.event for fact in facts] == [Event.DISPUTE_REPORTED, Event.CASE_OPENED, Event.CONSENT_RECORDED]
    assert {fact.occurred_at for fact in facts} == {NOON}
    assert {fact.received_at for fact in facts} == {NOON + WINDOW}
    state = bench.state(root)
    assert (state.status, state.active.unit.code) == (DisputeStatus.OPEN, CENTRE)
    assert state.primary.number == "〔2026〕向非诉登字第1号"
    assert bench.desk.outbox.find("c0001").state is ActionState.TAKEN
    assert bench.desk.outbox.find("c0001").sealed is None


def test_desk_and_sender_take_up_amended_units_and_what_waits_stays(bench: Bench) -> None:
    tomorrow = local_day(NOON) + timedelta(days=1)
    root = root_of(bench)
    console = open_console(bench.settings, Surroundings(clock=bench.clock))
    known = bench.desk.registry.find(CENTRE, tomorrow)
    assert known is not None and console.desk is not None
    content = Organisation(unit=replace(known, name="改名中心"))
    amend(console.people, Amendment(content=content, since=tomorrow, basis="佳政办发〔2026〕3号"), NOON)
    desk = console.renewed(console).desk
    assert desk is not None and desk.outbox is console.desk.outbox
    for registry in (desk.registry, desk.window.registry):
        assert registry.find(CENTRE, tomorrow).name == "改名中心"
    assert console.desk.registry.find(CENTRE, tomorrow).name == known.name
    around = Surroundings(clock=bench.clock)
    sender = sender_in_force(bench.settings, around)
    assert sender_in_force(bench.settings, around, sender) is sender
    assert sender.under.under != bench.sender.under.under
    following = sender_in_force(bench.settings, around, bench.sender)
    assert following.under.under == sender.under.under and following is not bench.sender
    sender.close()
    following.close()
    bench.sender = sender_in_force(bench.settings, around)
    bench.later()
    assert bench.facts(root)
    console.people.close()


def test_undo_within_the_window_leaves_no_trace_in_the_hub_and_its_number_void_with_a_reason(bench: Bench) -> None:
    root = root_of(bench)
    bench.clock.advance(WINDOW - SECOND)
    bench.desk.undo(bench.clerk, "c0001")
    bench.later(WINDOW)
    holdings = read_hub(bench.settings)
    assert list(holdings.disputes()) == []
    assert [key for key, _ in holdings.reader.states("intake")] == []
    holdings.close()
    assert bench.desk.outbox.find("c0001").submissions == ()
    first = bench.desk.papers.of_units([CENTRE], 0, 10)
    assert [(one.number, one.void_why) for one in first] == [("〔2026〕向非诉登字第1号", "撤销")]
    assert "王建国".encode() not in bench.desk.outbox.database.path.read_bytes()
    assert root_of(bench) != root
    assert bench.desk.papers.of_units([CENTRE], 0, 1)[0].number == "〔2026〕向非诉登字第2号"


def test_what_was_sent_is_not_undone_and_the_clerk_is_told_what_to_do(bench: Bench) -> None:
    root_of(bench)
    bench.later()
    with pytest.raises(PermanentError, match="undone already, or sent"):
        bench.desk.undo(bench.clerk, "c0001")
    with pytest.raises(PermanentError, match="no act of yours"):
        bench.desk.undo(bench.town, "c0001")


def test_steps_clicked_before_the_first_arrived_are_sent_in_their_order_and_undone_from_the_last(bench: Bench) -> None:
    root = root_of(bench)
    bench.clock.advance(SECOND)
    assert bench.click(bench.clerk, root, "start:").action is not None
    assert bench.click(bench.clerk, root, "agree:", form="ORAL", amount_fen="200").action is not None
    with pytest.raises(PermanentError, match="later step"):
        bench.desk.undo(bench.clerk, "c0001")
    bench.desk.undo(bench.clerk, "c0003")
    bench.desk.hasten(bench.clerk, "c0002")
    bench.later(SECOND)
    assert [fact.event for fact in bench.facts(root)][-1] is Event.MEDIATION_STARTED
    assert bench.state(root).active.started


def test_a_double_click_is_one_act_and_one_number(bench: Bench) -> None:
    asked = bench.asked("", "", FORM)
    first = bench.desk.register(bench.clerk, asked, drawn)
    again = bench.desk.register(bench.clerk, asked, drawn)
    assert first.action == again.action
    assert len(bench.desk.papers.of_units([CENTRE], 0, 10)) == 1
    bench.later()
    assert len(bench.facts(first.action.root)) == 3


def test_an_act_that_the_hub_has_overtaken_is_refused_with_its_reason_until_the_clerk_dealt_with_it(
    bench: Bench,
) -> None:
    root = root_of(bench)
    bench.later()
    assert bench.click(bench.clerk, root, "settle:").action is not None
    # A department's own statement comes first: the case ends otherwise.
    other = BenchSender(bench.settings, Surroundings(clock=bench.clock))
    now = bench.clock.now()
    other._workshop.door.submit(
        "justice",
        [
            Submission(
                event=Event.CASE_WITHDRAWN,
                event_id=event_id("CaseWithdrawn", "justice", "J1", CENTRE, {}),
                root=root,
                agency="justice",
                system="justice",
                native_id="J1",
                unit=CENTRE,
                occurred_at=now,
                recorded_at=now,
                details={},
            )
        ],
        None,
    )
    other._workshop.door.settle("justice")
    other.close()
    bench.hub.tick(now)
    bench.later()
    refused = bench.desk.outbox.find("c0002")
    assert (refused.state, refused.why) == (ActionState.REFUSED, WhyRefused.NOT_NOW.value)
    assert Event.CASE_SETTLED not in {fact.event for fact in bench.facts(root)}
    bench.desk.outbox.dismiss("c0002", bench.clerk.person)
    assert bench.desk.outbox.find("c0002").state is ActionState.SEEN


@pytest.mark.parametrize("step", ["begun", "settled", "noted"])
def test_a_sender_killed_at_any_step_loses_and_doubles_nothing(bench: Bench, tmp_path: Path, step: str) -> None:
    root = root_of(bench)
    bench.clock.advance(SECOND)
    bench.click(bench.clerk, root, "start:")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.bench_rig", str(tmp_path), step, "700"], check=False, timeout=120
    )
    assert killed.returncode == -signal.SIGKILL
    bench.clock.advance(timedelta(seconds=760))  # the lease of the killed one is over
    bench.later(SECOND)
    bench.later(SECOND)
    facts = bench.facts(root)
    assert [fact.event for fact in facts].count(Event.DISPUTE_REPORTED) == 1
    assert len(facts) == 4
    assert bench.state(root).active.started
    assert {bench.desk.outbox.find(click).state for click in ("c0001", "c0002")} == {ActionState.TAKEN}


def test_of_two_senders_one_sends_until_its_lease_is_over(bench: Bench) -> None:
    second = BenchSender(bench.settings, Surroundings(clock=bench.clock))
    root_of(bench)
    bench.clock.advance(WINDOW)
    assert bench.sender.round() == 1
    root_of(bench)
    bench.clock.advance(WINDOW)
    assert bench.sender.round() == 1
    assert second.round() == 0
    bench.sender.sender.close()
    root_of(bench)
    bench.clock.advance(WINDOW)
    assert second.round() == 1
    second.close()


def test_drafts_are_restored_sealed_and_forgotten_when_sent_or_old(bench: Bench) -> None:
    desk, now = bench.desk, bench.clock.now()
    desk.drafts.save("K3-07", "register", values(FORM), now)
    again = open_desk(bench.settings, bench.clock)  # another process
    assert again.drafts.find("K3-07", "register").values["name-1"] == ["王建国"]
    assert again.drafts.find("X2-01", "register") is None
    raw = desk.outbox.database.path
    stored = b"".join(path.read_bytes() for path in raw.parent.glob(f"{raw.name}*"))
    assert "王建国".encode() not in stored
    assert b"13904540001" not in stored
    root_of(bench)
    assert again.drafts.find("K3-07", "register") is None
    desk.drafts.save("K3-07", "register", values(FORM), now)
    assert desk.drafts.expire(now + timedelta(days=13), timedelta(days=14)) == 0
    assert desk.drafts.expire(now + timedelta(days=15), timedelta(days=14)) == 2  # the form, and what was sent before
    again.outbox.database.close()


def test_what_was_typed_is_a_draft_again_after_undo_and_gone_once_it_was_sent(bench: Bench) -> None:
    desk, drafts = bench.desk, bench.desk.drafts
    root_of(bench)
    assert drafts.find("K3-07", "register") is None and drafts.of_person("K3-07") == []
    desk.undo(bench.clerk, "c0001")
    assert drafts.find("K3-07", "register").values["name-1"] == ["王建国"]
    drafts.save("K3-07", "register", {"name-1": ["赵喆"]}, bench.clock.now())
    root_of(bench)
    drafts.save("K3-07", "register", {"name-1": ["孙小妹"]}, bench.clock.now())
    desk.undo(bench.clerk, "c0002")
    assert drafts.find("K3-07", "register").values["name-1"] == ["孙小妹"], "what was begun since stays"
    root_of(bench)
    bench.later(WINDOW)
    assert desk.outbox.database.execute("SELECT form FROM draft") == []


def test_nothing_of_a_person_stands_in_the_log_and_the_receiver_opens_the_dossier(bench: Bench) -> None:
    root = root_of(bench, next="refer", unit=TOWN, all_agree="yes")
    bench.later()
    written = b"".join(path.read_bytes() for path in (bench.settings.data / "log").rglob("*") if path.is_file())
    for clear in ("王建国", "李桂兰", "13904540001", "11010519491231002X", "漏水"):
        assert clear.encode() not in written
    dossier = bench.sender._workshop.door.dossier(root, "centre", "test")
    assert dossier.parties[0].name == "王建国"


def test_the_workbenchs_agency_is_nobody_elses(tmp_path: Path, bench: Bench) -> None:
    (tmp_path / "other.toml").write_text(SETTINGS.replace("[workbench]", '[workbench]\nagency = "court"'), "utf-8")
    with pytest.raises(ConfigurationError, match="an adapter is called court"):
        open_desk(load_settings(tmp_path / "other.toml"), bench.clock)


def test_a_form_that_cannot_be_read_names_each_field_and_keeps_its_draft(bench: Bench) -> None:
    bench.desk.drafts.save("K3-07", "register", values(FORM), bench.clock.now())
    done = bench.register(**{"id-1": "110105194912310021", "name-2": "", "type": "", "next": "refer"})
    assert done.action is None
    assert {fault.field for fault in done.stated.faults} == {"id-1", "name-2", "type", "unit", "all_agree"}
    assert bench.desk.drafts.find("K3-07", "register") is not None
    assert bench.desk.papers.of_units([CENTRE], 0, 10) == []


def test_a_referral_that_no_route_allows_takes_no_number(bench: Bench) -> None:
    done = bench.register(next="refer", unit="CT-230803", all_agree="yes")
    assert done.action is None
    assert [objection.code for objection in done.stated.objections] == ["E-ROUTE-02"]
    assert bench.desk.papers.of_units([CENTRE], 0, 10) == []


def lost_in_the_hub(bench: Bench) -> tuple[str, Submission]:
    """Return a dispute, and what a clerk stated of it with a unit that the hub's registry has no more."""
    root = root_of(bench)
    bench.later()
    done = bench.click(bench.clerk, root, "flag-risk:", risk="REPEAT")
    assert done.action is not None
    said = done.action.submissions[0]
    bench.desk.outbox.database.execute("DELETE FROM action WHERE click = ?", (done.action.click,))
    bench.desk.outbox.put(replace(done.action, submissions=(replace(said, unit="NOWHERE"),)))
    return root, said


def test_what_the_hub_cannot_process_is_told_with_code_and_number_and_comes_into_force_once_mended(
    bench: Bench,
) -> None:
    root, said = lost_in_the_hub(bench)
    bench.later(WINDOW + SECOND)
    assert bench.desk.outbox.find("c0002").state is ActionState.SENT, "it isn't looked for at once"
    bench.later(TAKES)
    held = bench.desk.outbox.find("c0002")
    why, code, number = held.why.split(" ")
    assert (held.state, why, code) == (ActionState.HELD, WhyRefused.QUARANTINED.value, "E-UNIT-01")
    place = tuple(int(part) for part in number.split("/"))
    letters = open_letters(bench.settings)
    assert [(one.partition, one.offset) for one in letters.pending()] == [place]
    assert "c0002" not in {one.click for one in bench.desk.outbox.under_way(root)}, "it may never come in"
    assert letters.retry(*place)
    bench.later(TAKES)
    bench.later(TAKES)
    again = bench.desk.outbox.find("c0002")
    assert again.state is ActionState.HELD and again.why != held.why, "nothing was mended: quarantined anew"
    bench.sender.sender.door.submit("centre", [said], None)  # mended: the same statement, with a unit that there is
    bench.sender.sender.door.settle("centre")
    bench.later(SECOND)
    assert bench.desk.outbox.find("c0002").state is ActionState.TAKEN


def test_what_the_operator_puts_aside_for_good_comes_back_to_its_clerk(bench: Bench) -> None:
    lost_in_the_hub(bench)
    bench.later(WINDOW + SECOND)
    bench.later(TAKES)
    place = bench.desk.outbox.find("c0002").why.split(" ")[2].split("/")
    assert open_letters(bench.settings).dismiss(int(place[0]), int(place[1]))
    bench.later(TAKES)
    assert bench.desk.outbox.find("c0002").state is ActionState.SENT
    bench.later(SET_ASIDE_AFTER)
    came_back = bench.desk.outbox.find("c0002")
    assert (came_back.state, came_back.why) == (ActionState.REFUSED, WhyRefused.SET_ASIDE.value)
