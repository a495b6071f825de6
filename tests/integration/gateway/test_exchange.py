"""What agencies exchange over the gateway: statements in, deliveries out, nothing lost, nothing for whom it isn't."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import msgspec
import pytest

from hub.bootstrap.holdings import read_hub
from hub.bootstrap.people import people_of
from hub.bootstrap.registry import registry_of
from hub.contracts import Serde
from hub.core import topics
from hub.core.amendments import Amendment, Organisation
from hub.core.daytime import local_day
from hub.core.deliveries import Dossier, PartyDossier
from hub.core.events import Event, Submission, event_id
from hub.core.knowledge import state_of
from hub.gateway.staying import MOST_OPEN
from hub.plugins.records import ItemKind
from tests.integration.gateway.conftest import NOON, TOWN, Town, referral, report, statement
from tests.people_rig import amend

SERDE = Serde()


def deliveries(town: Town, agency: str) -> list[dict[str, object]]:
    found = town.get(agency, "/v1/inbox")["deliveries"]
    assert isinstance(found, list)
    return [one["delivery"] for one in found]


def acknowledge(town: Town, agency: str, *receipts: dict[str, str]) -> list[dict[str, str]]:
    told = [{"status": "WRITTEN", "native_ref": "J1", "written_at": NOON.isoformat(), **one} for one in receipts]
    answer = town.client.post("/v1/inbox/receipts", json=told, headers=town.headers(agency))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json()["results"]
    return found


def test_a_referral_reaches_its_receiver_and_the_receipt_ends_it(town: Town) -> None:
    results = town.state("court", report(), referral())
    assert [one["fate"] for one in results] == ["TAKEN", "TAKEN"]
    town.work()
    (delivery,) = deliveries(town, "justice")
    assert delivery["kind"] == "REFERRAL" and delivery["root"] == "court-1:A1" and delivery["unit"] == TOWN
    assert deliveries(town, "court") == []
    (noted,) = acknowledge(town, "justice", {"delivery_id": str(delivery["delivery_id"])})
    assert noted["noted"] == "NOTED"
    assert deliveries(town, "justice") == []
    assert town.get("justice", f"/v1/deliveries/{delivery['delivery_id']}") == delivery, "handed out again on request"
    (noted,) = acknowledge(town, "justice", {"delivery_id": str(delivery["delivery_id"])})
    assert noted["noted"] == "REPEATED"


def test_a_unit_that_is_amended_meanwhile_is_another_at_the_open_door_from_its_day_on(town: Town) -> None:
    tomorrow = local_day(NOON) + timedelta(days=1)
    known = registry_of(town.settings).find(TOWN, tomorrow)
    assert known is not None
    content = Organisation(unit=replace(known, roster=False))
    with closing(people_of(town.settings)) as people:
        amend(people, Amendment(content=content, since=tomorrow, basis="佳政办发〔2026〕3号"), NOON)
    town.clock.advance(timedelta(days=1))
    late = referral("A2", at=town.clock.now())
    assert [one["code"] for one in town.state("court", report(), referral(), report("A2"), late)][1::2] == [
        "",
        "E-ROUTE-04",
    ]


def test_what_was_wrong_is_held_with_its_reason_and_the_rest_goes_in(town: Town) -> None:
    unreadable = {"event": "DisputeReported", "event_id": "1"}
    wrong_code = report("A2", type="NO_SUCH_TYPE")
    others = statement(Event.DISPUTE_REPORTED, agency="police", type="CONTRACT", channel="POLICE", parties=2)
    future = statement(
        Event.DISPUTE_REPORTED, native_id="A3", at=NOON + timedelta(days=3), type="CONTRACT", channel="COURT", parties=2
    )
    results = town.state("court", report(), unreadable, wrong_code, others, future)
    assert [one["fate"] for one in results] == ["TAKEN", "HELD", "HELD", "HELD", "HELD"]
    assert [one["code"] for one in results[1:]] == ["E-SCH-01", "E-CODE-02", "E-AUTH-01", "E-TIME-01"]
    items = town.gateway.mailboxes["court"].quarantine.listed()
    assert [item.id for item in items] == [one["item"] for one in results[1:]]
    assert [item.kind for item in items] == [ItemKind.INPUT, *[ItemKind.REFUSAL] * 3]
    again = town.state("court", unreadable)
    assert again[0]["item"] == results[1]["item"], "what is repeated fills nothing"


def test_what_no_calendar_holds_or_no_code_names_is_held_alone_and_its_value_is_said_nowhere(town: Town) -> None:
    odd = [msgspec.to_builtins(report(name)) for name in ("A2", "A3", "A4")]
    odd[0]["occurred_at"] = "9999-12-31T23:59:59-23:59"
    odd[1]["recorded_at"] = "0001-01-01T00:00:00+23:59"
    odd[2]["event"] = "王建国 230803199001011234"
    found = town.state("court", odd[0], report("A1"), *odd[1:])
    assert [one["fate"] for one in found] == ["HELD", "TAKEN", "HELD", "HELD"]
    assert {one["code"] for one in found if one["fate"] == "HELD"} == {"E-SCH-01"}
    assert "王建国" not in msgspec.json.encode(found).decode()
    receipt = [{"delivery_id": "x", "status": "王建国", "written_at": NOON.isoformat()}]
    refused = town.client.post("/v1/inbox/receipts", json=receipt, headers=town.headers("court"))
    assert refused.status_code == 400
    assert "王建国" not in refused.text
    late = {"as_of": "9999-12-31"}
    town.work()
    answer = town.client.get("/v1/disputes/A1/timeline", params=late, headers=town.headers("court"))
    assert (answer.status_code, answer.json()["code"]) == (422, "E-CALL-01")


def test_a_body_in_another_encoding_is_held_and_said_to_be_one(town: Town) -> None:
    content = msgspec.json.encode(report()).decode().replace("A1", "甲一").encode("gbk")
    headers = {**town.headers("court"), "Content-Type": "application/json"}
    (held,) = town.client.post("/v1/submissions", content=content, headers=headers).json()["results"]
    assert (held["fate"], held["code"], held["reason"]) == ("HELD", "E-SCH-01", "the text isn't UTF-8")


def test_a_statement_made_again_is_known_and_a_changed_one_is_a_correction(town: Town) -> None:
    assert town.state("court", report())[0]["fate"] == "TAKEN"
    assert town.state("court", report())[0]["fate"] == "KNOWN"
    corrected = report(parties=3)
    assert corrected.event_id == report().event_id
    assert town.state("court", corrected)[0]["fate"] == "TAKEN"
    town.work()
    timeline = town.get("court", "/v1/disputes/A1/timeline")
    assert [step["event"] for step in timeline["steps"]][:2] == ["DisputeReported", "DisputeCorrected"]  # type: ignore[attr-defined]


def test_receipts_in_any_order_pass_nothing_over(town: Town) -> None:
    for native_id in ("A1", "A2", "A3"):
        town.state("court", report(native_id), referral(native_id))
        town.work()
    first, second, third = deliveries(town, "justice")
    acknowledge(town, "justice", {"delivery_id": str(third["delivery_id"])})
    assert deliveries(town, "justice") == [first, second]
    acknowledge(
        town,
        "justice",
        {"delivery_id": str(first["delivery_id"]), "status": "REFUSED", "reason": "不属本所"},
    )
    assert deliveries(town, "justice") == [second]
    assert [item.kind for item in town.gateway.mailboxes["justice"].quarantine.listed()] == [ItemKind.DELIVERY]


def test_a_refusal_without_a_reason_and_a_foreign_delivery_are_not_noted(town: Town) -> None:
    town.state("court", report(), referral())
    town.work()
    (delivery,) = deliveries(town, "justice")
    wanted = {"delivery_id": str(delivery["delivery_id"])}
    assert acknowledge(town, "justice", {**wanted, "status": "REFUSED"})[0]["noted"] == "UNFIT"
    assert acknowledge(town, "court", wanted)[0]["noted"] == "UNKNOWN"
    assert len(deliveries(town, "justice")) == 1


def test_every_format_says_the_same(town: Town) -> None:
    single, many = SERDE.encode(topics.SOURCE_SUBMISSIONS, report("A2")), [report("A3"), report("A4")]
    batch = b"".join(
        struct.pack(">I", len(one)) + one for one in (SERDE.encode(topics.SOURCE_SUBMISSIONS, s) for s in many)
    )
    event = {"specversion": "1.0", "id": report("A5").event_id, "source": "/court", "type": "cn.hub.DisputeReported"}
    cloud = msgspec.json.encode([{**event, "data": report("A5")}, {**event, "id": "another", "data": report("A6")}])
    calls = [
        ("application/json", msgspec.json.encode(report("A1"))),
        ("application/vnd.apache.avro", single),
        ("application/vnd.fengqiao.avro-batch", batch),
        ("application/cloudevents-batch+json", cloud),
    ]
    fates = []
    for media_type, content in calls:
        answer = town.client.post(
            "/v1/submissions", content=content, headers=town.headers("court", **{"Content-Type": media_type})
        )
        assert answer.status_code == 200, answer.text
        fates += [one["fate"] for one in answer.json()["results"]]
    assert fates == ["TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "HELD"]


def test_an_idempotency_key_answers_as_before(town: Town) -> None:
    first = town.state("court", report(), **{"Idempotency-Key": "call-0001"})
    assert town.state("court", report(), **{"Idempotency-Key": "call-0001"}) == first, "TAKEN, as it was"
    headers = town.headers("court", **{"Idempotency-Key": "call-0001", "Content-Type": "application/json"})
    other = town.client.post("/v1/submissions", content=msgspec.json.encode(report("A2")), headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "E-DUP-03")


def test_a_dossier_opens_for_whom_a_delivery_names_it(town: Town) -> None:
    dossier = Dossier(
        root="court-1:A1", parties=(PartyDossier(position=1, role="APPLICANT", kind="PERSON", name="王五"),)
    )
    put = town.client.put(
        "/v1/dossiers/court-1:A1", content=msgspec.json.encode(dossier), headers=town.headers("court")
    )
    assert put.status_code == 200, put.text
    consent = statement(Event.CONSENT_RECORDED, subject="R-A1", ref="R-A1", state="BOTH")
    town.state("court", report(), referral(), consent)
    town.work()
    refused = town.client.get(
        "/v1/dossiers/court-1:A1", params={"purpose": "调解受理"}, headers=town.headers("police-x")
    )
    assert refused.status_code == 403
    (delivery,) = deliveries(town, "justice")
    assert delivery["dossiers"] == ["court-1:A1"]
    assert town.get("justice", "/v1/dossiers/court-1:A1", purpose="调解受理")["parties"][0]["name"] == "王五"  # type: ignore[index]


def as_of_court(event: Event, native_id: str = "A1", **more: object) -> Submission:
    """Return what the justice bureau says as if the record were its own: of the court's system and number."""
    said = statement(event, agency="justice", native_id=native_id, **more)
    return replace(
        said, system="court-1", event_id=event_id(event.value, "court-1", native_id, said.unit, said.details)
    )


def test_nobody_reports_corrects_takes_back_or_seals_for_another(town: Town) -> None:
    town.state("court", report(), referral())
    taken = [
        as_of_court(Event.SOURCE_REPORT_RETRACTED),
        as_of_court(Event.DISPUTE_CORRECTED, v=1, supersedes="A1/DisputeReported", type="NEIGHBOUR"),
        as_of_court(Event.DISPUTE_REPORTED, "A2", type="CONTRACT", channel="COURT", parties=2),
        replace(as_of_court(Event.DISPUTE_REPORTED, "A3", type="CONTRACT", channel="COURT", parties=2), system="court"),
    ]
    assert [(one["fate"], one["code"]) for one in town.state("justice", *taken)] == [("HELD", "E-AUTH-03")] * 4
    kept = Dossier(root="court-1:A2", parties=(PartyDossier(position=1, role="", kind="NATURAL", name="甲"),))
    body = msgspec.json.encode(kept)
    false = town.client.put("/v1/dossiers/court-1:A2", content=body, headers=town.headers("justice"))
    assert (false.status_code, false.json()["code"]) == (403, "E-ACC-02")
    assert town.client.put("/v1/dossiers/court-1:A2", content=body, headers=town.headers("court")).status_code == 200
    assert {one["fate"] for one in town.state("court", report("A2"), referral("A2"))} == {"TAKEN"}
    answer = statement(Event.REFERRAL_ACCEPTED, agency="justice", unit=TOWN, ref="R-A2", native_id="A2")
    assert [one["fate"] for one in town.state("justice", answer)] == ["TAKEN"], "on a record of another it speaks"
    town.work()
    with closing(read_hub(town.settings)) as books:
        reports = {one.dispute: list(state_of(one).reports.values()) for one in books.disputes()}
    assert {key: [(r.agency, r.retracted, r.type) for r in held] for key, held in reports.items()} == {
        f"court-1:{name}": [("court", False, "CONTRACT")] for name in ("A1", "A2")
    }


def test_a_timeline_is_for_whom_the_dispute_concerns(town: Town) -> None:
    town.state("court", report(), referral())
    town.state("court", report("B1"))
    town.work()
    timeline = town.get("justice", "/v1/disputes/A1/timeline")
    assert timeline["dispute"] == "court-1:A1" and timeline["held_by"] is not None
    hidden = town.client.get("/v1/disputes/B1/timeline", headers=town.headers("justice"))
    missing = town.client.get("/v1/disputes/Z9/timeline", headers=town.headers("justice"))
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert hidden.status_code == 404


def test_the_merged_figures_are_for_the_statisticians(town: Town) -> None:
    town.state("court", report(), referral())
    town.work()
    town.clock.advance(timedelta(days=45))
    town.hub.close_month("2026-03", town.clock.now())
    assert town.client.get("/v1/statistics/2026-03", headers=town.headers("court")).status_code == 403
    (revision,) = town.get("justice", "/v1/statistics/2026-03")["revisions"]  # type: ignore[misc]
    cells = {(c["table"], c["key"], c["measure"]): c["value"] for c in revision["cells"]}
    assert cells["city", "", "acc"] == 0 and revision["revision"] == 1
    text = town.client.get("/v1/statistics/2026-03?format=csv", headers=town.headers("justice")).content.decode(
        "utf-8-sig"
    )
    assert text.splitlines()[0] == "month,unit,revision,table,key,measure,value,scale,basis"
    assert len(text.splitlines()) == len(cells) + 1
    book = town.client.get("/v1/statistics/2026-03?format=xlsx", headers=town.headers("justice")).content
    assert book[:2] == b"PK"
    assert town.client.get("/v1/statistics/2026-02", headers=town.headers("justice")).status_code == 404


@pytest.mark.parametrize("wait", [0.4])
def test_a_long_poll_ends_when_nothing_comes(town: Town, wait: float) -> None:
    assert town.get("justice", "/v1/inbox", wait=wait)["deliveries"] == []


def events(town: Town, agency: str, path: str, **headers: str) -> Iterator[dict[str, str]]:
    with town.client.stream("GET", path, headers=town.headers(agency, **headers), timeout=60) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line and name:
                event[name] = value
            elif event:
                yield event
                event = {}


def test_a_stream_pushes_deliveries_and_goes_on_behind_the_last_id(town: Town) -> None:
    for native_id in ("A1", "A2", "A3"):
        town.state("court", report(native_id), referral(native_id))
        town.work()
    first, second, third = islice(events(town, "justice", "/v1/inbox/stream"), 3)
    assert first["event"] == "delivery" and msgspec.json.decode(first["data"])["delivery"]["root"] == "court-1:A1"
    (again,) = islice(events(town, "justice", "/v1/inbox/stream", **{"Last-Event-ID": second["id"]}), 1)
    assert again == third


@pytest.mark.parametrize("path", ["/v1/inbox/stream", "/v1/statistics/stream"])
def test_a_stream_ends_with_the_key_or_the_token_that_it_began_with(town: Town, path: str) -> None:
    def ends(how: Callable[[], object]) -> None:
        with town.client.stream("GET", path, headers=town.headers("justice"), timeout=60) as answer:
            lines = answer.iter_lines()
            assert next(lines) == ": open"
            how()
            assert set(lines) <= {"", ": alive"}

    ends(lambda: town.clock.advance(timedelta(minutes=7)))
    ends((town.settings.gateway.keys / "justice.1.pub").unlink)


def test_an_agency_holds_so_many_calls_open_and_takes_no_others_place(town: Town) -> None:
    with ExitStack() as held:
        streams = [
            held.enter_context(town.client.stream("GET", "/v1/inbox/stream", headers=town.headers("justice")))
            for _ in range(MOST_OPEN)
        ]
        lines = [stream.iter_lines() for stream in streams]  # who lets go of one hangs up
        assert {next(one) for one in lines} == {": open"}
        for path in ("/v1/inbox/stream", "/v1/inbox?wait=5", "/v1/statistics/stream"):
            refused = town.client.get(path, headers=town.headers("justice"))
            assert (refused.status_code, refused.json()["code"]) == (429, "E-BUSY-01")
            assert int(refused.headers["retry-after"]) > 0
        assert town.get("justice", "/v1/inbox")["deliveries"] == []
        assert town.get("court", "/v1/inbox", wait=0.1)["deliveries"] == []
    until = time.monotonic() + 60
    while town.gateway.open_calls["justice"] and time.monotonic() < until:
        town.client.get("/health/live")  # each learns that its client left when it looks next
    assert town.get("justice", "/v1/inbox", wait=0.1)["deliveries"] == []


def test_a_stream_pushes_revisions(town: Town) -> None:
    town.state("court", report(), referral())
    town.work()
    town.clock.advance(timedelta(days=45))
    town.hub.close_month("2026-03", town.clock.now())
    (revision,) = islice(events(town, "justice", "/v1/statistics/stream"), 1)
    assert (revision["id"], revision["event"]) == ("2026-03+1", "revision")
