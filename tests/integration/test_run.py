"""``hub run`` as a process: it starts, stops on SIGTERM, survives SIGKILL, and other commands work beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from hub.benchhouse import known_of, open_desk
from hub.bootstrap.surroundings import SystemClock
from hub.workbench.desk import Asked
from tests.bench_rig import CLERK, FORM, drawn, make, values

HUB = Path(sys.executable).with_name("hub")
MOST_ROUNDS = 1_000
"""After so many rounds what should have happened meanwhile never will."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder: five native systems (the grid app has gone home) and what the hub made of them."""
    folder = tmp_path_factory.mktemp("played")
    subprocess.run(
        [HUB, "demo", "--out", folder / "demo", "--quarrels", "12", "--seed", "5"],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return folder / "demo"


@pytest.fixture
def environment(played: Path) -> dict[str, str]:
    return {**os.environ, "HUB_SETTINGS": str(played / "hub.toml"), "HUB_POLL_SECONDS": "0.05", "HUB_LANG": "zh"}


def ask(environment: dict[str, str], *arguments: str) -> tuple[int, object]:
    done = subprocess.run([HUB, *arguments, "--json"], capture_output=True, env=environment, timeout=120, check=False)
    assert b"Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def rounds(process: subprocess.Popen[str]) -> Iterator[dict[str, object]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [HUB, "run", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def figures(environment: dict[str, str]) -> object:
    return ask(environment, "stats", "show", "--month", "2026-03", "--as-of", "2026-04-10")[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_round_with_exit_code_0(environment: dict[str, str], number: int) -> None:
    process = start(environment)
    try:
        next(rounds(process))
        process.send_signal(number)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert "Traceback" not in err
    finally:
        end(process)


def test_what_was_clicked_is_sent_when_it_is_due_though_the_console_was_closed(tmp_path: Path) -> None:
    settings = make(tmp_path)
    desk = open_desk(settings, SystemClock())
    done = desk.register(CLERK, Asked(click="c0001", dispute="", key="", values=values(FORM)), drawn)
    assert done.action is not None
    desk.hasten(CLERK, "c0001")  # its ten minutes are over
    desk.outbox.database.close()  # the console ends
    environment = {**os.environ, "HUB_SETTINGS": str(tmp_path / "hub.toml"), "HUB_POLL_SECONDS": "0.2"}
    process = start(environment)
    try:
        for _ in islice(rounds(process), MOST_ROUNDS):
            with known_of(settings) as known:
                if known.of_root(done.action.root) is not None:
                    break
        with known_of(settings) as known:
            assert known.of_root(done.action.root) is not None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    finally:
        end(process)


def test_a_kill_does_no_harm_and_others_work_beside_it(environment: dict[str, str]) -> None:
    before = figures(environment)
    process = start(environment)
    try:
        reported = next(rounds(process))
        assert set(reported["adapters"]) == {"court", "grid", "justice", "petition", "police"}
        _, standing = ask(environment, "status")
        assert standing["running"] is True
        assert figures(environment) == before
        process.kill()
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL
    finally:
        end(process)
    code, standing = ask(environment, "status")
    assert standing["running"] is False and code == 1
    again = start(environment)
    try:
        next(rounds(again))
        again.terminate()
        _, err = again.communicate(timeout=120)
        assert again.returncode == 0, err
    finally:
        end(again)
    assert figures(environment) == before


def test_a_second_hub_takes_over_and_the_first_one_stops(environment: dict[str, str]) -> None:
    first, second = start(environment), None
    try:
        next(rounds(first))
        second = start(environment)
        next(rounds(second))
        out, _ = first.communicate(timeout=120)
        assert first.returncode == 2
        assert "E-OWN-01" in out
    finally:
        end(first)
        if second is not None:
            end(second)


def test_pause_stops_one_department_at_once_and_resume_goes_on(environment: dict[str, str]) -> None:
    assert ask(environment, "adapter", "pause", "court", "--yes")[0] == 0
    done = subprocess.run(
        [HUB, "run", "--once", "--json"], capture_output=True, env=environment, timeout=120, check=True
    )
    report = json.loads(done.stdout)["adapters"]
    assert report["court"]["skipped"] == "paused"
    assert report["police"]["skipped"] == ""
    assert ask(environment, "adapter", "resume", "court", "--yes")[0] == 0
    _, listed = ask(environment, "adapter", "list")
    assert [entry["paused"] for entry in listed["configured"]] == [False] * 5


def test_an_unreachable_department_is_named_by_check_and_stops_nobody(environment: dict[str, str]) -> None:
    code, report = ask(environment, "adapter", "check", "grid")
    assert code == 1 and report["may_go_live"] is False
    code, report = ask(environment, "adapter", "check", "police")
    assert code == 0 and report["may_go_live"] is True


def test_backups_beside_a_running_hub_all_restore(environment: dict[str, str]) -> None:
    process = start(environment)
    try:
        next(rounds(process))
        names = [str(ask(environment, "backup", "now")[1]["path"]) for _ in range(2)]
        process.terminate()
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    finally:
        end(process)
    assert ask(environment, "backup", "verify", names[0])[0] == 0
    assert ask(environment, "backup", "verify", names[-1], "--deep")[0] == 0
