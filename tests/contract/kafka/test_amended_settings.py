"""Settings amended on the console's machine reach workers elsewhere; deadlines are those of one machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.bootstrap.amended import amendments_of, tell_workers
from hub.bootstrap.cluster import access_of, settings_notes, settings_taken
from hub.bus.kafka import KafkaAccess
from hub.cli.app import main
from hub.contracts import Serde
from hub.core.amendments.note import FORM, NewerNoteError, written
from hub.core.errors import ClosedInputError, PermanentError
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.engines.faust.ruled import AmendedError, Ruled, Ruling
from hub.engines.kafka import SUB_STEPS, KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.controls import Controls
from hub.engines.kafka.cuts import Cuts
from hub.engines.kafka.ends import Ends
from hub.engines.kafka.settings_notes import SETTINGS
from hub.engines.kafka.settings_notes import SUB_STEPS as PUBLISHING
from hub.settings.whole import HubSettings
from tests.contract.kafka.amended_rig import (
    AMENDED_AT,
    AMENDMENTS,
    LATER,
    ONE_MORE,
    SHARDS,
    confirm,
    feed,
    found_site,
    halves,
    on_one_machine,
    open_clock,
    processors_of,
    propose,
    told,
)
from tests.contract.kafka.worker_rig import WorkerProcess, until
from tests.settings_victim import CONFIRMED

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).parents[3]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def settings(tmp_path: Path, access: KafkaAccess) -> HubSettings:
    return found_site(tmp_path, access)


def note_by_hand(settings: HubSettings, access: KafkaAccess, text: str) -> None:
    """Write *text* as the note of the settings, whatever stands there."""
    ends = Ends(access)
    with closing(Cuts(access, ends, SHARDS, 1)) as cuts:
        Controls(access, cuts, "", 0).say(SETTINGS, text)
    settings_notes(access_of(settings)).read()


def test_two_workers_take_an_amendment_over_and_deadlines_are_those_of_one_machine(
    settings: HubSettings, tmp_path: Path, capsys: Capture
) -> None:
    """
    Every event once and none missing, every state the same to the byte.

    What nobody told them is told by ``hub run``; who works under what every verb says that looks at workers.
    """

    def ask(*words: str) -> Any:
        capsys.readouterr()
        code = main(["--settings", str(tmp_path / "hub.toml"), *words, "--json"])
        said = capsys.readouterr()
        assert code in (0, 1, 2) and said.out, said.err
        return json.loads(said.out)

    workers = [WorkerProcess.start(tmp_path, name) for name in ("first", "second")]
    engine = open_clock(tmp_path, settings)
    first, second = halves()
    try:
        until(workers, lambda: all(one.runs for one in workers) and sum(len(one.runs) for one in workers) == SHARDS)
        assert {one.standing["settings"] for one in workers} == {0}
        feed(engine, first, AMENDED_AT)
        confirm(settings, AMENDMENTS)
        elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
        assert amendments_of(settings) == AMENDMENTS and amendments_of(elsewhere) == ()
        assert tell_workers(settings) and not tell_workers(settings)
        until(
            workers,
            lambda: (
                all(one.standing["settings"] == 2 for one in workers)
                and sum(len(one.runs) for one in workers) == SHARDS
            ),
        )
        feed(engine, second, LATER)
        found = told(engine.bus, engine)
        assert amendments_of(elsewhere) == AMENDMENTS
        taken = settings_taken(settings)
        assert taken.version == 2 and not taken.behind and set(taken.workers) == {"first", "second"}
        confirm(settings, ONE_MORE)
        assert ask("settings", "list")["workers"]["version"] == 2
        ask("run", "--once")
        until(workers, lambda: all(one.standing["settings"] == 3 for one in workers))
        for words in (("settings", "list"), ("worker", "status"), ("status",), ("lag",)):
            told_by = ask(*words)
            shown = told_by["workers" if words[0] == "settings" else "settings"]
            assert shown["version"] == 3 and {one["version"] for one in shown["workers"].values()} == {3}, words
        found_by_doctor = ask("doctor")["findings"]
        assert any("第 3 版" in one["detail"] and one["outcome"] == "fine" for one in found_by_doctor), found_by_doctor
    finally:
        engine.close()
        for worker in workers:
            worker.end()
    expected = on_one_machine(tmp_path / "here", settings, AMENDMENTS)
    assert found == expected
    assert found != on_one_machine(tmp_path / "unamended", settings, ())


DEADLY = ("shard taken over", "changelog followed", "outputs sent", "cluster committed")
"""Sub-steps on both sides of what the exchange must not tear apart; kills at all others are the engine's own tests."""
assert set(DEADLY) < set(SUB_STEPS)


def come_and_run(engine: KafkaEngine) -> None:
    engine.take_over()
    engine.run_until_idle()


class KilledError(BaseException):
    """The process ends here, and closes nothing."""


def test_killed_at_every_sub_step_of_the_exchange_nothing_is_announced_twice_or_lost(
    settings: HubSettings, access: KafkaAccess, tmp_path: Path
) -> None:
    """One worker that dies at each sub-step in turn, coming again under the amended settings and taking what came."""
    ruled = Ruled(tmp_path, lambda those: Ruling(processors=processors_of(settings, those), files=""))
    notes = settings_notes(access_of(settings))
    left: list[str] = []

    def probe(sub_step: str) -> None:
        if left and sub_step == left[0]:
            raise KilledError(left.pop(0))

    def opened(machine: str) -> KafkaEngine:
        processors = ruled.open(notes.read())
        options = KafkaEngineOptions(shards=SHARDS, noted=ruled.check, probe=probe)
        return KafkaEngine(access, tmp_path / machine, processors, Serde(), options)

    first, second = halves()
    engine = opened("first")
    engine.take_over()
    feed(engine, first, AMENDED_AT)
    confirm(settings, AMENDMENTS)
    tell_workers(settings)
    with pytest.raises(AmendedError, match="version 2"):
        engine.run_until_idle()
    engine.append(
        SOURCE_SUBMISSIONS, [(line.submission.root, line.submission, line.received_at, {}) for line in second]
    )
    left += DEADLY
    while left:
        engine = opened(left[0])
        with pytest.raises(KilledError):
            come_and_run(engine)
    engine = opened("last")
    engine.take_over()
    assert ruled.version == 2
    engine.run_until_idle()
    engine.tick(LATER)
    engine.run_until_idle()
    found = told(engine.bus, engine)
    engine.close()
    assert found == on_one_machine(tmp_path / "here", settings, AMENDMENTS)


def test_a_publisher_that_is_killed_anywhere_is_healed_by_whoever_comes_next(
    settings: HubSettings, tmp_path: Path
) -> None:
    for version, moment in enumerate((CONFIRMED, *PUBLISHING[1:]), 1):
        number = propose(settings, AMENDMENTS[version % 2])
        command = [
            sys.executable, "-m", "tests.settings_victim", str(tmp_path / "hub.toml"), str(number),
            AMENDED_AT.isoformat(), moment,
        ]  # fmt: skip
        assert subprocess.run(command, cwd=ROOT, check=False, timeout=300).returncode == -signal.SIGKILL
        was_told = moment == PUBLISHING[-1]
        assert tell_workers(settings) is not was_told
        assert settings_taken(settings).version == version


def test_no_note_that_is_older_newer_or_broken_is_followed(
    settings: HubSettings, access: KafkaAccess, tmp_path: Path
) -> None:
    """Older and broken ones leave the former in force and say so; a newer form stops; the next to publish mends it."""
    confirm(settings, AMENDMENTS)
    tell_workers(settings)
    notes = settings_notes(access_of(settings))

    def ruled(name: str) -> Ruled:
        (tmp_path / name).mkdir(exist_ok=True)
        return Ruled(tmp_path / name, lambda those: Ruling(processors=[those], files="f"))

    one = ruled("one")
    assert one.open(notes.read()) == [AMENDMENTS]
    for text in ("{", '{"form":1}', written(AMENDMENTS[:1])):
        note_by_hand(settings, access, text)
        one.check(notes.read())
        assert one.version == 2 and one.trouble
        again = ruled("one")  # started anew it knows what it followed before
        again_opened = again.open("{")
        assert again_opened == [AMENDMENTS] and again.trouble
        assert tell_workers(settings)
        one.check(notes.read())
        assert not one.trouble
    with pytest.raises(ClosedInputError):
        ruled("never").open("{")
    note_by_hand(settings, access, json.dumps({"form": FORM + 1, "amendments": "unheard of"}))
    with pytest.raises(NewerNoteError):
        one.check(notes.read())
    with pytest.raises(NewerNoteError):
        ruled("one").open(notes.read())
    with pytest.raises(NewerNoteError):
        tell_workers(settings)


def test_a_file_of_people_brought_back_from_yesterday_takes_nothing_from_the_workers(
    settings: HubSettings, tmp_path: Path
) -> None:
    people = settings.data / "people.db"
    confirm(settings, AMENDMENTS[:1])
    tell_workers(settings)
    yesterday = people.read_bytes()
    confirm(settings, AMENDMENTS[1:])
    tell_workers(settings)
    for beside in settings.data.glob("people.db-*"):
        beside.unlink()
    people.write_bytes(yesterday)
    with pytest.raises(PermanentError, match="workers were told version 2"):
        tell_workers(settings)
    assert settings_taken(settings).version == 2
