"""The interface: cursor, pages, repeats, 429, outage, write-back and acknowledgement."""

from __future__ import annotations

import dataclasses
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import AgencyUnavailableError
from hub.testing import sample_delivery, sample_dossier


def test_every_page_is_read_once_from_the_cursor_on(app, open_reading):
    """Pages repeat their neighbours' last events; the same version is the same statement."""
    for number in range(4, 260):
        app.put(number)
    reading = open_reading(page_size=100)
    records, _ = reading.read()
    assert len({record.native_id for record in records}) == 259
    assert reading.read() == ([], [])
    app.store.change("WG2026030200017", {"title": "改"})
    assert "WG2026030200017" in {record.native_id for record in reading.read()[0]}


def test_too_many_requests_are_waited_for(throttling_app, open_reading):
    """Every second request is answered 429 with Retry-After: nothing is lost, nothing raised."""
    for number in range(4, 40):
        throttling_app.put(number)
    reading = open_reading(throttling_app, page_size=10)
    assert len({record.native_id for record in reading.read()[0]}) == 39
    for number in range(6):
        delivery = sample_delivery(DeliveryKind.INFORMATION, "grid", number=number)
        assert reading.adapter.deliver(delivery, ()).status is ReceiptStatus.WRITTEN


def test_lasting_429_is_an_outage(app, open_reading):
    reading = open_reading(throttled_times=0)
    app.server._throttle_every = 1
    with pytest.raises(AgencyUnavailableError):
        reading.read()


def test_outage_in_the_middle_loses_nothing(app, open_reading):
    """The app goes away after the first page; from the kept cursor the rest comes."""
    for number in range(4, 30):
        app.put(number)
    reading = open_reading(page_size=10)
    batches = reading.adapter.poll(None)
    first = next(batches)
    app.stop()
    with pytest.raises(AgencyUnavailableError):
        list(batches)
    app.start()
    reading.cursor = first.cursor
    rest, _ = reading.read()
    assert len({record.native_id for record in (*first.records, *rest)}) == 29


def test_event_without_id_is_polled_not_dropped(app, reading):
    app.store.events["odd"] = {"status": "NEW"}
    app.store.changes.append("odd")
    assert [record.place for record in reading.read()[0]][-1] == "eventId=?"


@pytest.mark.parametrize(
    "answer", [b"<html>proxy</html>", b'{"events": "none"}', b'{"data": []}', b"", b'{"events": [1']
)
def test_an_answer_that_is_no_page_is_an_outage(open_reading, answer):
    """A proxy's error page can't be passed by any cursor: the host tries again, doctor shows why."""

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        reading = open_reading(base_url=f"http://127.0.0.1:{server.server_port}/")
        with pytest.raises(AgencyUnavailableError):
            reading.read()
    finally:
        server.shutdown()
        server.server_close()


def test_feedback_stands_beside_the_event(app, reading):
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id=app.reporter)
    receipt = reading.adapter.deliver(delivery, ())
    (written,) = app.store.events[app.reporter]["feedbacks"]
    assert written["id"] == receipt.native_ref
    assert written["hubRef"] == app.store.events[app.reporter]["hubRef"] == delivery.root
    assert (written["outcome"], written["outcomeName"]) == ("SUCCESS", "调解成功")


def test_write_back_moves_no_root(app, reading):
    """A result that came under another root (after a merge) leaves the event's own statements where they are."""
    reading.adapter.deliver(sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id=app.reporter), ())
    said = reading.adapter.translate(reading.last(app.reporter)).submissions
    assert {s.root for s in said if s.event.value == "DisputeReported"} == {f"grid:{app.reporter}"}


def test_matter_that_began_elsewhere_goes_into_the_inbox(app, reading):
    delivery = sample_delivery(DeliveryKind.RESULT_DOWN, "grid", unit="X1")
    reading.adapter.deliver(delivery, ())
    (event,) = [event for event in app.store.events.values() if event["status"] == "INBOX"]
    assert event["hubRef"] == delivery.root


def test_event_that_the_app_no_longer_has_goes_into_the_inbox(app, reading):
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id="WG-gone/..")
    assert reading.adapter.deliver(delivery, ()).status is ReceiptStatus.WRITTEN
    assert [event["status"] for event in app.store.events.values()].count("INBOX") == 1


def test_answer_lost_on_the_way_writes_once(app, reading):
    """The same idempotency key again, from whichever attempt, leaves one feedback."""
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id=app.reporter)
    first = reading.adapter.deliver(delivery, ())
    second = reading.adapter.deliver(delivery, ())
    assert (second.status, second.native_ref) == (ReceiptStatus.DUPLICATE, first.native_ref)
    assert len(app.written()) == 1


def test_app_that_refuses_is_a_refusal_with_a_reason(reading):
    """The app takes nothing without an idempotency key, and says so."""
    delivery = dataclasses.replace(sample_delivery(DeliveryKind.FEEDBACK, "grid"), delivery_id="")
    receipt = reading.adapter.deliver(delivery, ())
    assert (receipt.status, receipt.reason) == (ReceiptStatus.REFUSED, "the app answers 400")


def test_unanswered_write_back_is_no_new_version(app, reading):
    """What the hub wrote is no change by the platform; what the worker answered is."""
    before = {record.native_id: record.version for record in reading.read()[0]}
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id=app.reporter)
    reading.adapter.deliver(delivery, ())
    assert {record.version for record in reading.read()[0] if record.native_id == app.reporter} == {
        before[app.reporter]
    }
    app.answer(delivery)
    assert [r for r in reading.read()[0] if r.native_id == app.reporter][-1].version != before[app.reporter]


def acknowledged(app, reading, delivery):
    reading.read()
    reading.adapter.deliver(delivery, ())
    app.answer(delivery)
    records, _ = reading.read()
    stated = [s for record in records for s in reading.adapter.translate(record).submissions]
    return [s for s in stated if s.event.value.endswith("Acknowledged")]


def test_result_acknowledged_in_the_app(app, reading):
    delivery = app.answerable()
    (said,) = acknowledged(app, reading, delivery)
    assert (said.event.value, said.unit, said.root) == ("CascadeAcknowledged", "X1", delivery.root)
    assert said.details == {"frm": delivery.details["frm"]}
    assert said.correlation == delivery.delivery_id
    assert said.occurred_at.isoformat() == "2026-03-16T01:00:00+00:00"


def test_feedback_acknowledged_in_the_app(app, reading):
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "grid", reporter_native_id=app.reporter)
    (said,) = acknowledged(app, reading, delivery)
    assert (said.event.value, said.root, said.details) == ("FeedbackAcknowledged", delivery.root, {"ref": delivery.ref})


def test_information_needs_no_answer(app, reading):
    delivery = sample_delivery(DeliveryKind.INFORMATION, "grid", reporter_native_id=app.reporter)
    assert acknowledged(app, reading, delivery) == []


def test_materials_go_only_to_the_entitled(app, reading):
    delivery = sample_delivery(DeliveryKind.INFORMATION, "grid", reporter_native_id=app.reporter)
    reading.adapter.deliver(delivery, (sample_dossier(delivery.root),))
    assert json.loads(app.written()[0])["materials"][0]["people"] == ["孟繁星", "郝建民"]


def test_key_is_sent_and_never_shown(app, open_reading):
    reading = open_reading(key="secret-key")
    assert reading.read()[0]
    assert "secret-key" not in repr(reading.adapter._settings)
