"""From a native record to statements, by the mapping and its profile."""

from __future__ import annotations

from hub.connectors.mapping.answers import answer
from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.profiles import PROFILES
from hub.connectors.mapping.rows import RawRow, RowReader
from hub.connectors.mapping.slips import ROOT
from hub.connectors.mapping.story import Story
from hub.connectors.parsing import parse_optional_instant, reject
from hub.connectors.statements import Speaker
from hub.core.daytime import local_day
from hub.core.events import Event
from hub.plugins.mapping.forms import FORM, report_root, report_said
from hub.plugins.mapping.notes import NOTES, PERIOD, PROBLEM, PROBLEMS, RECEIVED, RETRACTED, SLIP, USUAL, received_at
from hub.plugins.spec import AdapterContext, NativeRecord, Translation


class RowTranslator:
    """Translates records of one mapping; pure: the record alone decides."""

    def __init__(self, mapping: Mapping, context: AdapterContext) -> None:
        self.mapping = mapping
        self._context = context
        self._reader = RowReader(mapping)
        self._profile = PROFILES[mapping.profile]

    def translate(self, record: NativeRecord) -> Translation:
        """
        Say what *record* states.

        Raises:
            RowRejectedError: a cell can't be read, or a rule is broken.
        """
        mapping = self.mapping
        if record.source == SLIP:
            root = str(record.fields.get(ROOT) or "").strip()
            if not root:
                reject(None, ROOT, "is missing from the slip", "E-REQ-01", mapping.contact)
            speaker = self._speaker(record, root, correlation=record.native_id.removeprefix(f"{SLIP}/"))
            return Translation(submissions=answer(record.fields, speaker, mapping.unit.code, mapping.contact))
        if record.source == FORM:
            said = report_said(record, mapping, self._speaker(record, report_root(record, mapping)))
            return Translation(submissions=(said,))
        own_root = f"{mapping.system}:{record.native_id}"
        if record.fields.get(RETRACTED) is True:
            retraction = self._speaker(record, own_root).say(Event.SOURCE_REPORT_RETRACTED, received_at(record))
            return Translation(submissions=(retraction,))
        problem = str(record.fields.get(PROBLEM) or "")
        if problem:
            field = mapping.key[0] if mapping.key else PROBLEM
            reject(None, field, PROBLEMS.get(problem, "can't be told from others"), problem, mapping.contact)
        return self._row(record, own_root)

    def _row(self, record: NativeRecord, own_root: str) -> Translation:
        raw = raw_row(record)
        row = self._reader.read(raw)
        if row.values.get("deleted") is True:
            retraction = self._speaker(record, own_root).say(Event.SOURCE_REPORT_RETRACTED, received_at(record))
            return Translation(submissions=(retraction,))
        root = row.text("hub_root") or own_root
        story = Story(
            mapping=self.mapping,
            row=row,
            speaker=self._speaker(record, root),
            registry=self._context.registry,
            tokeniser=self._context.tokeniser,
            default_channel=self._profile.channel,
        )
        self._profile.tell(story)
        dossier = story.dossier() if root == own_root and story.said else None
        return Translation(submissions=tuple(story.said), dossier=dossier)

    def _speaker(self, record: NativeRecord, root: str, *, correlation: str | None = None) -> Speaker:
        return Speaker(
            agency=self.mapping.adapter,
            system=self.mapping.system,
            native_id=record.native_id,
            version=record.version,
            root=root,
            recorded_at=received_at(record),
            correlation=correlation,
        )


def raw_row(record: NativeRecord) -> RawRow:
    """Return the cells of *record* apart from what the hub noted beside them."""
    fields = {name: value for name, value in record.fields.items() if name not in NOTES}
    usual = record.fields.get(USUAL)
    period = record.fields.get(PERIOD)
    received = record.fields.get(RECEIVED)
    at = parse_optional_instant(received, RECEIVED) if isinstance(received, str) else None
    return RawRow(
        fields=fields,
        period=period if isinstance(period, str) else "",
        received_on=local_day(at) if at is not None else None,
        usual={str(k): v for k, v in usual.items() if isinstance(v, int)} if isinstance(usual, dict) else {},
    )
