"""How an adapter says what a native record means."""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import UTC, timedelta

from hub.core.events import VOCABULARY, Event, event_id
from hub.plugins.spec import Adapter
from hub.testing.clocks import FixedClock
from hub.testing.contract.probing import open_adapter, submissions_of, translations_of
from hub.testing.site import NativeSite


class TranslatingContract:
    """Translation is pure, complete and free of personal data."""

    def test_translate_says_something(self, adapter: Adapter) -> None:
        """Clean records give submissions."""
        assert any(translation.submissions for _, translation in translations_of(adapter))

    def test_translate_is_deterministic(self, site: NativeSite, adapter: Adapter, clock: FixedClock) -> None:
        """The same record gives the same submissions, later and from another adapter object too."""
        records = [record for record, _ in translations_of(adapter)]
        first = [adapter.translate(record) for record in records]
        clock.advance(timedelta(days=3))
        other = open_adapter(site, clock)
        second = [other.translate(record) for record in reversed(records)]
        other.close()
        assert first == second[::-1]

    def test_translate_leaves_the_record_alone(self, adapter: Adapter) -> None:
        """Translating doesn't change the record in place."""
        for record, _ in translations_of(adapter):
            before = copy.deepcopy(dict(record.fields))
            adapter.translate(record)
            assert dict(record.fields) == before

    def test_translate_needs_no_system(self, site: NativeSite, adapter: Adapter) -> None:
        """Translation is pure: it works while the native system is away, as a retry from quarantine must."""
        pairs = translations_of(adapter)
        site.stop()
        assert [adapter.translate(record) for record, _ in pairs] == [translation for _, translation in pairs]

    def test_translate_survives_storage(self, adapter: Adapter) -> None:
        """A record that went through JSON gives the same submissions."""
        for record, translation in translations_of(adapter):
            stored = dataclasses.replace(record, fields=json.loads(json.dumps(dict(record.fields))))
            assert adapter.translate(stored) == translation

    def test_event_ids_follow_the_rule(self, adapter: Adapter) -> None:
        """An event id is made of system, native id, event, unit, referral, subject and version, of nothing else."""
        for submission in submissions_of(adapter):
            named = (submission.event.value, submission.system, submission.native_id, submission.unit)
            assert submission.event_id == event_id(*named, submission.details)

    def test_event_ids_differ_within_a_record(self, adapter: Adapter) -> None:
        """Two statements of one record never share an id."""
        for _, translation in translations_of(adapter):
            ids = [submission.event_id for submission in translation.submissions]
            assert len(set(ids)) == len(ids)

    def test_agency_speaks_for_itself(self, site: NativeSite, adapter: Adapter) -> None:
        """Every submission carries the adapter's own agency code and a system."""
        for submission in submissions_of(adapter):
            assert submission.agency == site.adapter_type.info.code
            assert submission.system and submission.native_id and submission.root

    def test_submits_only_what_it_declares(self, site: NativeSite, adapter: Adapter) -> None:
        """An event outside ``info.submits`` would be refused by the host."""
        assert {submission.event for submission in submissions_of(adapter)} <= site.adapter_type.info.submits

    def test_details_fit_the_vocabulary(self, adapter: Adapter) -> None:
        """Required details are there and no others than the vocabulary names."""
        for submission in submissions_of(adapter):
            spec, given = VOCABULARY[submission.event], set(submission.details)
            assert set(spec.required) <= given <= {*spec.required, *spec.optional}, submission.event

    def test_units_where_an_event_needs_one(self, adapter: Adapter) -> None:
        """Events of a mediating unit name it."""
        for submission in submissions_of(adapter):
            assert submission.unit is not None or not VOCABULARY[submission.event].unit, submission.event

    def test_times_are_utc(self, adapter: Adapter) -> None:
        """Instants are aware and in UTC."""
        for submission in submissions_of(adapter):
            assert submission.occurred_at.tzinfo is UTC and submission.recorded_at.tzinfo is UTC

    def test_own_reports_are_their_own_root(self, adapter: Adapter) -> None:
        """A first report is its own root: system and native id of the record itself."""
        for submission in submissions_of(adapter):
            if submission.event is Event.DISPUTE_REPORTED:
                assert submission.native_id in submission.root

    def test_no_personal_data_leaves(self, site: NativeSite, adapter: Adapter) -> None:
        """No name, identity number or telephone number of the native records stands in any submission."""
        personal = [value for value in site.personal_data() if len(value) > 1]
        assert personal, "the site must name the personal data in its records"
        for submission in submissions_of(adapter):
            text = repr(submission)
            assert not [value[0] + "…" for value in personal if value in text]

    def test_personal_data_is_in_the_dossier(self, site: NativeSite, adapter: Adapter) -> None:
        """What was left out of the submissions is not lost: a dossier carries it, sealed by the host."""
        sealed = "".join(repr(t.dossier) for _, t in translations_of(adapter) if t.dossier is not None)
        assert [value for value in site.personal_data() if value in sealed]

    def test_dossier_belongs_to_the_root(self, adapter: Adapter) -> None:
        """A dossier is sealed under the root that the record's submissions are about."""
        for _, translation in translations_of(adapter):
            if translation.dossier is not None and translation.submissions:
                assert translation.dossier.root in {submission.root for submission in translation.submissions}

    def test_reports_carry_tokens(self, adapter: Adapter) -> None:
        """Where a dossier has a valid identity number, the report carries a strong token made by the hub's key."""
        for _, translation in translations_of(adapter):
            numbered = translation.dossier and [p for p in translation.dossier.parties if p.id_number]
            for submission in translation.submissions:
                if numbered and submission.event is Event.DISPUTE_REPORTED:
                    assert submission.details.get("tokens")

    def test_native_versions_are_stated(self, adapter: Adapter) -> None:
        """A submission carries a version, so that a correction can be told from a repeat."""
        for submission in submissions_of(adapter):
            assert submission.native_version
