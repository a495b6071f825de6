"""Amendments of the settings: two persons, a line of the journal each, versions that stay, and the hub reads them."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from rich.console import Console

from hub.bootstrap.people import people_of
from hub.bootstrap.rules import terms_of
from hub.bootstrap.surroundings import Surroundings, SystemClock
from hub.cli.app import main
from hub.cli.running import Run, run_until_amended
from hub.cli.terminal import Terminal
from hub.core.amendments import Amendment, Length
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.wording import Language
from hub.people.amendments import decided
from hub.people.file import FILE
from hub.people.journal import Sought
from hub.people.schema import MIGRATIONS
from hub.service.heartbeat import Heartbeat
from hub.settings.loading import load_settings
from tests.people_rig import AUDITOR, SECURITY, SYSTEM, PeopleRig, open_rig


def length(rig, days=15, clock="LEVEL_L2", ahead=1):
    since = rig.today + timedelta(days=ahead)
    return Amendment(content=Length(clock=clock, length=days), since=since, basis="佳政办发〔2026〕3号")


def fits(_):
    """Everything does."""


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    yield rig
    rig.people.close()


def test_one_proposes_another_confirms_and_the_journal_has_both(rig, tmp_path):
    amendments = rig.people.amendments
    line = amendments.propose(length(rig), SYSTEM, rig.now, fits)
    assert line.is_waiting and decided(tmp_path / FILE) == ()
    for nobody in (SYSTEM, AUDITOR):
        with pytest.raises(AccessDeniedError, match="security administrator confirms"):
            amendments.confirm(line.id, nobody, rig.now, fits)
    confirmed = amendments.confirm(line.id, SECURITY, rig.later(minutes=2), fits)
    assert (confirmed.amendment.version, confirmed.confirmed_by) == (1, SECURITY.code)
    assert decided(tmp_path / FILE) == (confirmed.amendment,)
    told = rig.people.journal.found(Sought(deed="SETTINGS_CHANGED"))
    assert [(one.number, one.who, one.result) for one in told] == [
        (confirmed.confirmed_line, SECURITY.code, "DONE"),
        (confirmed.proposed_line, SYSTEM.code, "WAITING"),
    ]
    assert told[0].details["version"] == "1" and told[0].details["stated"] == "15"
    assert rig.people.journal.breach() is None


def test_only_the_system_administrator_proposes_and_nothing_that_does_not_fit(rig):
    amendments = rig.people.amendments
    for nobody in (SECURITY, AUDITOR):
        with pytest.raises(AccessDeniedError, match="system administrator proposes"):
            amendments.propose(length(rig), nobody, rig.now, fits)

    def refuse(_):
        raise PermanentError("no")

    with pytest.raises(PermanentError):
        amendments.propose(length(rig), SYSTEM, rig.now, refuse)
    assert amendments.lines() == []
    with pytest.raises(UnknownRecordError):
        amendments.line(9)


def test_what_waits_is_withdrawn_by_one_and_what_is_confirmed_stays_for_good(rig, tmp_path):
    amendments = rig.people.amendments
    line = amendments.propose(length(rig), SYSTEM, rig.now, fits)
    with pytest.raises(PermanentError, match="waits already"):
        amendments.propose(length(rig, 9), SYSTEM, rig.now, fits)
    with pytest.raises(AccessDeniedError):
        amendments.withdraw(line.id, AUDITOR, rig.now)
    assert amendments.withdraw(line.id, SECURITY, rig.now).ended_by == SECURITY.code
    again = amendments.propose(length(rig, 9), SYSTEM, rig.now, fits)
    amendments.confirm(again.id, SECURITY, rig.now, fits)
    with pytest.raises(PermanentError, match="doesn't wait"):
        amendments.withdraw(again.id, SECURITY, rig.now)
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        for statement in ("UPDATE amendment SET basis = 'x' WHERE version = 1", "DELETE FROM amendment"):
            with pytest.raises(sqlite3.IntegrityError):
                file.execute(statement)


def test_a_file_of_a_former_hub_has_no_amendment(tmp_path):
    assert decided(tmp_path / FILE) == ()
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        for script in (one for one in MIGRATIONS if "TABLE amendment" not in one):
            file.executescript(script)
    assert decided(tmp_path / FILE) == ()


def test_a_running_hub_takes_a_confirmed_amendment_at_its_next_round(tmp_path, capsys):
    assert main(["init", str(tmp_path), "--yes"]) == 0
    path = tmp_path / "hub.toml"
    path.write_text(path.read_text("utf-8").replace("poll_seconds = 30", "poll_seconds = 0.05"), "utf-8")
    settings = load_settings(path)
    ended, over = threading.Event(), threading.Event()
    around = Surroundings(sleep=lambda _seconds: None)
    paper = Console(quiet=True)
    run = Run(Terminal(Language.ZH, paper, paper, path), settings, around, ended, over)
    running = threading.Thread(target=run_until_amended, args=(run,), kwargs={"once": False}, daemon=True)
    running.start()
    while Heartbeat.read(settings.data) is None:  # it has begun under no version
        running.join(0.05)
        assert running.is_alive()
    now = SystemClock().now()
    with closing(people_of(settings)) as people:
        rig = PeopleRig(people, now)
        rig.found()
        rest = local_day(now) + timedelta(days=1)
        line = people.amendments.propose(length(rig), SYSTEM, now, fits)
        people.amendments.confirm(line.id, SECURITY, now, fits)
    running.join(timeout=300)
    assert over.is_set() and not ended.is_set()  # it ended by itself, to be opened anew
    over.clear()
    run_until_amended(run, once=True)
    assert Heartbeat.read(settings.data).settings == 1
    terms = terms_of(settings)
    assert terms.length("LEVEL_L2", local_day(now)) == 20
    assert terms.length("LEVEL_L2", rest) == 15
    capsys.readouterr()
    main(["--settings", str(path), "clocks", "show", "LEVEL_L2", "--json"])
    assert "佳政办发〔2026〕3号" in capsys.readouterr().out
