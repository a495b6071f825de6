"""
The contract of an adapter as tests.

A plugin subclasses :class:`AdapterContract`, gives it a ``site`` fixture and inherits every check::

    class TestCourtContract(AdapterContract):
        @pytest.fixture()
        def site(self, tmp_path):
            return CourtSite(tmp_path)

Each check's docstring states the rule it proves.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from itertools import pairwise

import pytest

from hub.core.addressees import concerning
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, RowRejectedError
from hub.core.events import NO_AGENCYS, VOCABULARY, Event, Submission, event_id
from hub.plugins.spec import Adapter, AdapterContext, Native, NativeRecord, Translation
from hub.testing.clocks import FixedClock
from hub.testing.deliveries import sample_delivery, sample_dossier
from hub.testing.site import NativeSite
from hub.testing.tokens import ClearTokeniser


class AdapterContract:
    """What every adapter must keep, checked against a real native system."""

    @pytest.fixture
    def site(self) -> Iterator[NativeSite]:
        """Give the native system; plugins override this."""
        raise NotImplementedError("override the fixture 'site' with one that returns your NativeSite")

    @pytest.fixture
    def clock(self) -> FixedClock:
        """Give the time; override where the site has its own."""
        return FixedClock()

    @pytest.fixture
    def adapter(self, site: NativeSite, clock: FixedClock) -> Iterator[Adapter]:
        """Open the adapter on the site."""
        adapter = _open(site, clock)
        yield adapter
        adapter.close()

    # --- what is registered -------------------------------------------------------------------------------------

    def test_code_is_plain(self, site: NativeSite) -> None:
        """An agency code is lowercase letters, digits and inner hyphens: it becomes part of topic and file names."""
        code = site.adapter_type.info.code
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)

    def test_names_are_given(self, site: NativeSite) -> None:
        """People see the agency's name in both languages and whom to ask."""
        info = site.adapter_type.info
        assert info.name_zh.strip() and info.name_en.strip() and info.contact.strip()

    def test_submits_what_is_an_agencys(self, site: NativeSite) -> None:
        """What the hub concludes, a clerk decides or an officer signs can't be declared as an agency's statement."""
        assert site.adapter_type.info.submits
        assert not site.adapter_type.info.submits & NO_AGENCYS

    def test_settings_refuse_unknown_keys(self, site: NativeSite) -> None:
        """A misspelt setting is an error, not a silent default."""
        with pytest.raises(ValueError, match="no_such_setting"):
            site.adapter_type.Settings.model_validate({**site.settings.model_dump(), "no_such_setting": 1})

    def test_settings_survive_a_file(self, site: NativeSite) -> None:
        """Settings can be written to the settings file and read back."""
        written = json.dumps(site.settings.model_dump(mode="json"))
        assert site.adapter_type.Settings.model_validate_json(written) == site.settings

    def test_open_does_not_connect(self, site: NativeSite, clock: FixedClock) -> None:
        """Opening an adapter while its system is away succeeds: the hub starts without it."""
        site.stop()
        _open(site, clock).close()

    def test_info_is_that_of_the_type(self, site: NativeSite, adapter: Adapter) -> None:
        """The object speaks for the agency that was registered."""
        assert adapter.info == site.adapter_type.info

    def test_close_can_be_repeated(self, site: NativeSite, clock: FixedClock) -> None:
        """Closing twice, or before any use, is harmless."""
        adapter = _open(site, clock)
        adapter.close()
        adapter.close()

    # --- poll ----------------------------------------------------------------------------------------------------

    def test_first_poll_finds_records(self, adapter: Adapter) -> None:
        """Without a cursor everything in the system is found."""
        assert len(_records(adapter)) >= 3

    def test_poll_repeats_without_cursor(self, adapter: Adapter) -> None:
        """Two polls from nothing find the same records in the same versions."""
        first, second = _records(adapter), _records(adapter)
        assert {(r.native_id, r.version) for r in first} == {(r.native_id, r.version) for r in second}

    def test_poll_from_the_end_finds_nothing_new(self, adapter: Adapter) -> None:
        """From the last cursor on, only versions already seen may come again."""
        first, cursor = _drain(adapter, None)
        again, _ = _drain(adapter, cursor)
        assert {(r.native_id, r.version) for r in again} <= {(r.native_id, r.version) for r in first}

    def test_poll_resumes_from_every_cursor(self, site: NativeSite, clock: FixedClock) -> None:
        """After a crash behind any batch, a new adapter on its cursor brings the rest: nothing is skipped."""
        adapter = _open(site, clock)
        batches = list(adapter.poll(None))
        adapter.close()
        everything = {(r.native_id, r.version) for batch in batches for r in batch.records}
        for count in range(len(batches) + 1):
            resumed = _open(site, clock)
            rest, _ = _drain(resumed, batches[count - 1].cursor if count else None)
            resumed.close()
            seen = {(r.native_id, r.version) for batch in batches[:count] for r in batch.records}
            assert seen | {(r.native_id, r.version) for r in rest} == everything

    def test_poll_abandoned_half_way_harms_nothing(self, adapter: Adapter) -> None:
        """A host may stop after the first batch and start over; poll keeps nothing between calls."""
        everything = _keys(_records(adapter))
        next(iter(adapter.poll(None)))
        assert _keys(_records(adapter)) == everything

    def test_cursor_is_text_that_survives_storage(self, adapter: Adapter) -> None:
        """A cursor is text of UTF-8 and below 4 MB: the host keeps it in its file."""
        for batch in adapter.poll(None):
            assert isinstance(batch.cursor, str)
            assert len(batch.cursor.encode()) < 4_000_000

    def test_change_is_found(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """A record that a clerk changed comes at the next poll, in another version."""
        before, cursor = _drain(adapter, None)
        clock.advance(timedelta(minutes=30))
        changed = site.change_record()
        after, _ = _drain(adapter, cursor)
        known = {r.version for r in before if r.native_id == changed}
        assert [r for r in after if r.native_id == changed and r.version not in known]

    def test_records_are_plain_values(self, adapter: Adapter) -> None:
        """A native record can be kept as JSON in quarantine and translated again from there unchanged."""
        for record in _records(adapter):
            assert json.loads(json.dumps(dict(record.fields), allow_nan=False)) == dict(record.fields)

    def test_records_say_where_they_stand(self, adapter: Adapter) -> None:
        """A person can find the record: source, native id, version and place are never empty."""
        for record in _records(adapter):
            assert record.source and record.native_id and record.version and record.place

    # --- translate -----------------------------------------------------------------------------------------------

    def test_translate_says_something(self, adapter: Adapter) -> None:
        """Clean records give submissions."""
        assert any(translation.submissions for _, translation in _translations(adapter))

    def test_translate_is_deterministic(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """The same record gives the same submissions, later and from another adapter object too."""
        records = [record for record, _ in _translations(adapter)]
        first = [adapter.translate(record) for record in records]
        clock.advance(timedelta(days=3))
        other = _open(site, clock)
        second = [other.translate(record) for record in reversed(records)]
        other.close()
        assert first == second[::-1]

    def test_translate_leaves_the_record_alone(self, adapter: Adapter) -> None:
        """Translating doesn't change the record in place."""
        for record, _ in _translations(adapter):
            before = copy.deepcopy(dict(record.fields))
            adapter.translate(record)
            assert dict(record.fields) == before

    def test_translate_needs_no_system(self, site: NativeSite, adapter: Adapter) -> None:
        """Translation is pure: it works while the native system is away, as a retry from quarantine must."""
        pairs = _translations(adapter)
        site.stop()
        assert [adapter.translate(record) for record, _ in pairs] == [translation for _, translation in pairs]

    def test_translate_survives_storage(self, adapter: Adapter) -> None:
        """A record that went through JSON gives the same submissions."""
        for record, translation in _translations(adapter):
            stored = dataclasses.replace(record, fields=json.loads(json.dumps(dict(record.fields))))
            assert adapter.translate(stored) == translation

    def test_event_ids_follow_the_rule(self, adapter: Adapter) -> None:
        """An event id is made of system, native id, event, unit, referral, subject and version, of nothing else."""
        for submission in _submissions(adapter):
            named = (submission.event.value, submission.system, submission.native_id, submission.unit)
            assert submission.event_id == event_id(*named, submission.details)

    def test_event_ids_differ_within_a_record(self, adapter: Adapter) -> None:
        """Two statements of one record never share an id."""
        for _, translation in _translations(adapter):
            ids = [submission.event_id for submission in translation.submissions]
            assert len(set(ids)) == len(ids)

    def test_agency_speaks_for_itself(self, site: NativeSite, adapter: Adapter) -> None:
        """Every submission carries the adapter's own agency code and a system."""
        for submission in _submissions(adapter):
            assert submission.agency == site.adapter_type.info.code
            assert submission.system and submission.native_id and submission.root

    def test_submits_only_what_it_declares(self, site: NativeSite, adapter: Adapter) -> None:
        """An event outside ``info.submits`` would be refused by the host."""
        assert {submission.event for submission in _submissions(adapter)} <= site.adapter_type.info.submits

    def test_details_fit_the_vocabulary(self, adapter: Adapter) -> None:
        """Required details are there and no others than the vocabulary names."""
        for submission in _submissions(adapter):
            spec, given = VOCABULARY[submission.event], set(submission.details)
            assert set(spec.required) <= given <= {*spec.required, *spec.optional}, submission.event

    def test_units_where_an_event_needs_one(self, adapter: Adapter) -> None:
        """Events of a mediating unit name it."""
        for submission in _submissions(adapter):
            assert submission.unit is not None or not VOCABULARY[submission.event].unit, submission.event

    def test_times_are_utc(self, adapter: Adapter) -> None:
        """Instants are aware and in UTC."""
        for submission in _submissions(adapter):
            assert submission.occurred_at.tzinfo is UTC and submission.recorded_at.tzinfo is UTC

    def test_own_reports_are_their_own_root(self, adapter: Adapter) -> None:
        """A first report is its own root: system and native id of the record itself."""
        for submission in _submissions(adapter):
            if submission.event is Event.DISPUTE_REPORTED:
                assert submission.native_id in submission.root

    def test_no_personal_data_leaves(self, site: NativeSite, adapter: Adapter) -> None:
        """No name, identity number or telephone number of the native records stands in any submission."""
        personal = [value for value in site.personal_data() if len(value) > 1]
        assert personal, "the site must name the personal data in its records"
        for submission in _submissions(adapter):
            text = repr(submission)
            assert not [value[0] + "…" for value in personal if value in text]

    def test_personal_data_is_in_the_dossier(self, site: NativeSite, adapter: Adapter) -> None:
        """What was left out of the submissions is not lost: a dossier carries it, sealed by the host."""
        sealed = "".join(repr(t.dossier) for _, t in _translations(adapter) if t.dossier is not None)
        assert [value for value in site.personal_data() if value in sealed]

    def test_dossier_belongs_to_the_root(self, adapter: Adapter) -> None:
        """A dossier is sealed under the root that the record's submissions are about."""
        for _, translation in _translations(adapter):
            if translation.dossier is not None and translation.submissions:
                assert translation.dossier.root in {submission.root for submission in translation.submissions}

    def test_reports_carry_tokens(self, adapter: Adapter) -> None:
        """Where a dossier has a valid identity number, the report carries a strong token made by the hub's key."""
        for _, translation in _translations(adapter):
            numbered = translation.dossier and [p for p in translation.dossier.parties if p.id_number]
            for submission in translation.submissions:
                if numbered and submission.event is Event.DISPUTE_REPORTED:
                    assert submission.details.get("tokens")

    # --- bad rows ------------------------------------------------------------------------------------------------

    def test_bad_row_is_rejected_whole(self, site: NativeSite, adapter: Adapter) -> None:
        """A value that can't be translated rejects the whole row with field and reason; the poll goes on."""
        native_id, field = site.spoil_record()
        spoiled = [record for record in _records(adapter) if record.native_id == native_id]
        assert spoiled, "the spoiled row must still be polled, it may not vanish"
        with pytest.raises(RowRejectedError) as caught:
            adapter.translate(spoiled[-1])
        assert field in caught.value.field and caught.value.reason and caught.value.code.startswith("E-")

    def test_bad_row_shows_no_personal_data(self, site: NativeSite, adapter: Adapter) -> None:
        """The rejection may be shown to anyone: its text holds no name or number."""
        native_id, _ = site.spoil_record()
        record = [record for record in _records(adapter) if record.native_id == native_id][-1]
        with pytest.raises(RowRejectedError) as caught:
            adapter.translate(record)
        shown = f"{caught.value} {caught.value.value}"
        assert not [value[0] + "…" for value in site.personal_data() if len(value) > 1 and value in shown]

    def test_bad_row_harms_no_other(self, site: NativeSite, adapter: Adapter) -> None:
        """The other rows are translated as before."""
        before = {record.native_id: translation for record, translation in _translations(adapter)}
        native_id, _ = site.spoil_record()
        after = {r.native_id: adapter.translate(r) for r in _records(adapter) if r.native_id != native_id}
        assert after.items() >= {key: value for key, value in before.items() if key != native_id}.items()

    def test_mended_row_comes_back(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """When the clerk mends the row at its source, the next poll brings a version that can be translated."""
        native_id, _ = site.spoil_record()
        _, cursor = _drain(adapter, None)
        clock.advance(timedelta(minutes=30))
        site.mend_record(native_id)
        mended = [record for record in _drain(adapter, cursor)[0] if record.native_id == native_id]
        assert mended
        adapter.translate(mended[-1])

    def test_empty_row_is_rejected_not_a_crash(self, adapter: Adapter) -> None:
        """Translate is total: a row whose fields are all missing or nonsense is rejected, nothing else is raised."""
        record = _records(adapter)[0]
        nonsense: tuple[Native, ...] = (None, "￥", -1, [], {})
        for junk in nonsense:
            broken = dataclasses.replace(record, fields=dict.fromkeys(record.fields, junk), version="broken")
            _translate_or_reject(adapter, broken)
        _translate_or_reject(adapter, dataclasses.replace(record, fields={}, version="broken"))

    def test_each_missing_field_is_survived(self, adapter: Adapter) -> None:
        """Any single field may be null or absent: the row is translated or rejected."""
        for record in _records(adapter)[:3]:
            for name in record.fields:
                fields = dict(record.fields)
                _translate_or_reject(adapter, dataclasses.replace(record, fields={**fields, name: None}))
                del fields[name]
                _translate_or_reject(adapter, dataclasses.replace(record, fields=fields))

    # --- outage --------------------------------------------------------------------------------------------------

    def test_outage_while_polling(self, site: NativeSite, adapter: Adapter) -> None:
        """While the system is away, poll raises AgencyUnavailableError and nothing else."""
        site.stop()
        with pytest.raises(AgencyUnavailableError):
            _records(adapter)

    def test_outage_while_delivering(self, site: NativeSite, adapter: Adapter) -> None:
        """While the system is away, deliver raises AgencyUnavailableError and nothing else."""
        site.stop()
        for delivery in _samples(site):
            with pytest.raises(AgencyUnavailableError):
                adapter.deliver(delivery, _dossiers(delivery))

    def test_recovery_after_outage(self, site: NativeSite, adapter: Adapter) -> None:
        """When the system is back, the same adapter object goes on: from the same cursor, with the same records."""
        before = _keys(_records(adapter))
        site.stop()
        with pytest.raises(AgencyUnavailableError):
            _records(adapter)
        site.start()
        assert _keys(_records(adapter)) == before

    # --- deliver -------------------------------------------------------------------------------------------------

    def test_every_declared_kind_is_written(self, site: NativeSite, adapter: Adapter) -> None:
        """Each kind of delivery in ``info.receives`` lands natively and gives a receipt."""
        for count, delivery in enumerate(_samples(site), 1):
            receipt = adapter.deliver(delivery, _dossiers(delivery))
            assert receipt.status is ReceiptStatus.WRITTEN and receipt.native_ref
            assert receipt.delivery_id == delivery.delivery_id and receipt.agency == delivery.agency
            assert len(site.written()) >= count

    def test_delivery_is_written_once(self, site: NativeSite, adapter: Adapter) -> None:
        """The same delivery_id again writes nothing and says DUPLICATE with the same native key."""
        for delivery in _samples(site):
            first = adapter.deliver(delivery, _dossiers(delivery))
            before = sorted(site.written())
            second = adapter.deliver(delivery, _dossiers(delivery))
            assert sorted(site.written()) == before
            assert (second.status, second.native_ref) == (ReceiptStatus.DUPLICATE, first.native_ref)

    def test_delivery_is_written_once_across_a_crash(self, site: NativeSite, clock: FixedClock) -> None:
        """A new adapter object after a crash knows what was written: the native system says so."""
        for delivery in _samples(site):
            _deliver_once(site, clock, delivery)
            before = sorted(site.written())
            assert _deliver_once(site, clock, delivery).status is ReceiptStatus.DUPLICATE
            assert sorted(site.written()) == before

    def test_two_deliveries_are_two(self, site: NativeSite, adapter: Adapter) -> None:
        """Deliveries of different ids don't overwrite each other."""
        for kind in sorted(site.adapter_type.info.receives):
            receipts = [
                adapter.deliver(delivery, _dossiers(delivery))
                for delivery in (_sample(site, kind, number) for number in (1, 2))
            ]
            assert all(receipt.status is ReceiptStatus.WRITTEN for receipt in receipts)
            assert receipts[0].native_ref != receipts[1].native_ref

    def test_root_is_written_natively(self, site: NativeSite, adapter: Adapter) -> None:
        """The hub's reference stands in what was written, so that the answer can bring it back."""
        for delivery in _samples(site):
            adapter.deliver(delivery, _dossiers(delivery))
            assert any(delivery.root in text for text in site.written()), delivery.kind

    def test_delivery_without_dossier(self, site: NativeSite, adapter: Adapter) -> None:
        """A receiver without consent gets codes alone; the delivery is written all the same."""
        for delivery in _samples(site):
            assert adapter.deliver(dataclasses.replace(delivery, dossiers=()), ()).status is ReceiptStatus.WRITTEN

    def test_everything_that_can_concern_the_agency_is_received(self, site: NativeSite) -> None:
        """Whatever the rules can address to its units, or about what it states, is in ``info.receives``."""
        info = site.adapter_type.info
        own = [unit for unit in site.registry.all_units() if unit.agency == info.code]
        missing = concerning(own, info.submits) - info.receives
        assert not missing, f"the rules address these to {info.code}: {sorted(missing)}"

    def test_undeclared_kind_is_refused(self, site: NativeSite, adapter: Adapter) -> None:
        """A kind outside ``info.receives`` is refused with a reason and writes nothing."""
        others = set(DeliveryKind) - site.adapter_type.info.receives
        before = sorted(site.written())
        for kind in sorted(others):
            receipt = adapter.deliver(_sample(site, kind), ())
            assert receipt.status is ReceiptStatus.REFUSED and receipt.reason
        assert sorted(site.written()) == before

    def test_receipt_time_is_the_hubs(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """A receipt is stamped by the injected clock, not by the machine's."""
        for delivery in _samples(site):
            assert adapter.deliver(delivery, _dossiers(delivery)).written_at == clock.now()

    def test_answer_brings_the_root_back(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """What a clerk answers in the native system is a submission about the root that was delivered."""
        delivery = site.answerable()
        if delivery is None:
            assert not site.adapter_type.info.submits & _ANSWERS, "an adapter that brings answers shows one"
            return
        _, cursor = _drain(adapter, None)
        adapter.deliver(delivery, _dossiers(delivery))
        clock.advance(timedelta(minutes=30))
        site.answer(delivery)
        records, _ = _drain(adapter, cursor)
        roots = {s.root for record in records for s in adapter.translate(record).submissions}
        assert delivery.root in roots

    def test_what_was_written_is_no_new_report(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """The hub's own write-back doesn't come round as a report of the agency."""
        before, cursor = _drain(adapter, None)
        for delivery in _samples(site):
            adapter.deliver(delivery, _dossiers(delivery))
        clock.advance(timedelta(minutes=30))
        records, _ = _drain(adapter, cursor)
        fresh = [record for record in records if _key(record) not in _keys(before)]
        reported = [s.event for record in fresh for s in adapter.translate(record).submissions]
        assert Event.DISPUTE_REPORTED not in reported

    # --- check ---------------------------------------------------------------------------------------------------

    def test_check_is_green_on_a_sound_system(self, adapter: Adapter) -> None:
        """Every line says in both languages what was looked at; all hold."""
        lines = adapter.check()
        assert lines
        assert all(line.zh and line.en for line in lines)
        assert [line.zh for line in lines if not line.ok] == []

    def test_check_leaves_no_trace(self, site: NativeSite, adapter: Adapter) -> None:
        """The native system is the same before and after."""
        before = site.content()
        adapter.check()
        assert site.content() == before

    def test_check_is_red_when_the_system_is_away(self, site: NativeSite, adapter: Adapter) -> None:
        """Check doesn't raise: a line says what failed and what to do."""
        site.stop()
        red = [line for line in adapter.check() if not line.ok]
        assert red and all(line.remedy for line in red)

    def test_poll_and_translate_leave_no_trace(self, site: NativeSite, adapter: Adapter) -> None:
        """Reading writes nothing into the department's system."""
        before = site.content()
        _translations(adapter)
        assert site.content() == before

    def test_native_versions_are_stated(self, adapter: Adapter) -> None:
        """A submission carries a version, so that a correction can be told from a repeat."""
        for submission in _submissions(adapter):
            assert submission.native_version

    def test_order_of_cursors_is_progress(self, adapter: Adapter) -> None:
        """Within one poll no two batches end at the same cursor unless the latter brought nothing."""
        for first, second in pairwise(adapter.poll(None)):
            assert first.cursor != second.cursor or not second.records


_ANSWERS = frozenset(
    {
        Event.CASCADE_ACKNOWLEDGED,
        Event.DOCKET_FOLLOWED,
        Event.FEEDBACK_ACKNOWLEDGED,
        Event.FEEDBACK_REJECTED,
        Event.INVITATION_ANSWERED,
        Event.SUPERVISION_REPLIED,
    }
)


def _open(site: NativeSite, clock: FixedClock) -> Adapter:
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=site.registry)
    return site.adapter_type.open(site.settings, context)


def _drain(adapter: Adapter, cursor: str | None) -> tuple[list[NativeRecord], str | None]:
    records: list[NativeRecord] = []
    for batch in adapter.poll(cursor):
        records += batch.records
        cursor = batch.cursor
    return records, cursor


def _records(adapter: Adapter) -> list[NativeRecord]:
    return _drain(adapter, None)[0]


def _key(record: NativeRecord) -> tuple[str, str, str]:
    return record.source, record.native_id, record.version


def _keys(records: list[NativeRecord]) -> set[tuple[str, str, str]]:
    return {_key(record) for record in records}


def _translations(adapter: Adapter) -> list[tuple[NativeRecord, Translation]]:
    return [(record, adapter.translate(record)) for record in _records(adapter)]


def _submissions(adapter: Adapter) -> list[Submission]:
    return [submission for _, translation in _translations(adapter) for submission in translation.submissions]


def _translate_or_reject(adapter: Adapter, record: NativeRecord) -> None:
    try:
        adapter.translate(record)
    except RowRejectedError as rejection:
        told = bool(rejection.field and rejection.reason)
    else:
        told = True
    assert told, "a rejection names field and reason"


def _samples(site: NativeSite) -> list[Delivery]:
    return [_sample(site, kind) for kind in sorted(site.adapter_type.info.receives)]


def _sample(site: NativeSite, kind: DeliveryKind, number: int = 1) -> Delivery:
    code = site.adapter_type.info.code
    return sample_delivery(kind, code, unit=site.unit, reporter_native_id=site.reporter, number=number)


def _dossiers(delivery: Delivery) -> tuple[Dossier, ...]:
    return tuple(sample_dossier(root) for root in delivery.dossiers)


def _deliver_once(site: NativeSite, clock: FixedClock, delivery: Delivery) -> Receipt:
    adapter = _open(site, clock)
    try:
        return adapter.deliver(delivery, _dossiers(delivery))
    finally:
        adapter.close()
