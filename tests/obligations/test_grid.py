"""GRID-1: what grid workers find and settle is counted, and what they can't settle goes to the level that takes it."""

from __future__ import annotations

from hub.core.deliveries import DeliveryKind
from hub.core.events import Event as E
from tests.story import Story


def test_GRID_1_what_is_settled_on_the_spot_is_counted_and_is_nobodys_case() -> None:
    story = Story().report("03-02", root="D1").tell("03-02", E.ONSITE_SETTLED, root="D1", agency="grid")
    story.report("03-03", root="D2")
    view = story.view()
    assert (view.onsite_settled, view.reports_by_agency, view.city["acc"]) == (1, {"grid": 2}, 0)


def test_GRID_1_what_cannot_be_settled_is_assigned_to_the_village_committee_that_serves_the_place() -> None:
    story = Story().report("03-02", division="230803007001")
    (assigned,) = [one for one in story.deliveries() if one.kind is DeliveryKind.ASSIGNMENT]
    assert (assigned.agency, assigned.unit) == ("justice", "V1")
    story.tell("03-03", E.CASE_OPENED, unit="V1", channel="GRID")
    story.tell("03-05", E.AGREEMENT_REACHED, unit="V1", form="ORAL", amount=0)
    view = story.view()
    assert view.tables["channel"]["GRID"]["acc"] == 1 and view.tables["level"]["L1"]["concl"] == 1
    told = [one.details["state"] for one in story.deliveries() if one.kind is DeliveryKind.INFORMATION]
    assert told == ["OPEN", "RESOLVED"]
