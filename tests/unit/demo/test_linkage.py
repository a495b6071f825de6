"""The trial of linking: repeatable, honest about what it counts, and no wrong link on its small town."""

from __future__ import annotations

import json
import random

import pytest

from hub.cli.app import main
from hub.core.linking import AUTOMATIC
from hub.core.privacy import is_resident_id, is_uscc
from hub.demo.linkage.dirt import Dirt, Typist
from hub.demo.linkage.quality import Quality, Rate, quality_of
from hub.demo.linkage.town import Town, Trap
from hub.demo.linkage.trial import labelled, run_trial


@pytest.fixture(scope="module")
def found() -> Quality:
    return quality_of([run_trial(seed, 250) for seed in (201, 202)])


def test_the_same_seed_gives_the_same_reports() -> None:
    assert labelled(7, 60) == labelled(7, 60)
    assert labelled(7, 60) != labelled(8, 60)


def test_no_wrong_link_and_the_queue_finds_most(found: Quality) -> None:
    """The goals: precision 0.999 (no wrong merge here), recall with the queue 0.9."""
    assert found.precision.hits == found.precision.total > 50
    assert found.ceiling.share is not None and found.ceiling.share >= 0.9
    assert all(line.wrong == 0 for line in found.traps)


def test_what_is_counted_adds_up(found: Quality) -> None:
    """Rule alone ≤ with the queue; the curve ends at everything that was ever met."""
    assert found.recall.total == found.ceiling.total
    assert found.recall.hits <= found.ceiling.hits
    assert found.asked <= found.queue and found.worthwhile.total == found.asked
    assert found.curve[-1].ceiling == found.ceiling
    assert all(line.wrong == 0 for line in found.curve if line.score >= AUTOMATIC)
    assert all(line.automatic.hits <= line.with_queue.hits for line in found.dirt)


def test_every_dirt_and_every_trap_is_in_the_town(found: Quality) -> None:
    assert {line.dirt for line in found.dirt} == set(Dirt)
    traps = {quarrel.trap for quarrel in Town(random.Random(3)).quarrels(400)}
    assert traps == {*Trap, None}


def test_people_pass_every_check_before_clerks_type_them() -> None:
    """Dirt comes from the typing alone: numbers are valid, one firm appears in many quarrels."""
    quarrels = list(Town(random.Random(5)).quarrels(300))
    for quarrel in quarrels:
        for person in quarrel.parties:
            assert is_uscc(person.id_number) if person.is_body else is_resident_id(person.id_number)
    firms = [quarrel.parties[1].id_number for quarrel in quarrels if quarrel.parties[1].is_body]
    assert max(firms.count(firm) for firm in set(firms)) > 10


def test_a_cut_number_is_noted_as_such() -> None:
    town, typist = Town(random.Random(9)), Typist(random.Random(9))
    rows = [typist.row("court", q.type, q.village.code, q.parties) for q in town.quarrels(300)]
    cut = [row for row in rows if any(party.number.endswith("000") for party in row.parties)]
    assert cut and all(Dirt.CUT_NUMBER in row.dirt for row in cut)


def test_bounds_are_wilsons() -> None:
    """Of none nothing is known; 0 of 10 and 10 of 10 mirror each other."""
    assert Rate(0, 0).share is None and Rate(0, 0).bounds is None
    low, high = Rate(10, 10).bounds or (0, 0)
    mirrored = Rate(0, 10).bounds or (0, 0)
    assert (round(1 - high, 9), round(1 - low, 9)) == tuple(round(bound, 9) for bound in mirrored)


def test_the_command_says_the_same_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "measure", "--seed", "3", "--disputes", "40", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seeds"] == [3] and told["disputes"] == 40
    assert told["recall"]["hits"] <= told["recall_with_queue"]["hits"] <= told["recall"]["total"]
