"""The note by which workers hear of amended settings: whole, in order, never an older one over a newer one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from hub.core.amendments import Amendment, Content, Holidays, Length, Organisation, RestDays
from hub.core.amendments.note import FORM, LARGEST, NewerNoteError, follows, read, written
from hub.core.errors import ClosedInputError, PermanentError
from hub.core.worker_settings import SettingsTaken, WorkerSettings, said_by
from hub.reference import default_registry

DAY = date(2026, 4, 1)
AT = datetime(2026, 4, 1, tzinfo=UTC)
CONTENTS: tuple[Content, ...] = (
    Length(clock="LEVEL_L2", length=None, agency="justice", region="230803"),
    RestDays(first=DAY, last=date(2026, 4, 3), rests=False),
    Organisation(unit=next(iter(default_registry().all_units()))),
    Organisation(unit=next(iter(default_registry().all_units())), ends=True),
    Holidays(year=2027, days=((date(2027, 1, 1), True, "元旦"), (date(2027, 1, 3), False, "元旦"))),
)
DECIDED = tuple(
    Amendment(content=content, since=DAY, basis="佳政办发〔2026〕3号", version=version)
    for version, content in enumerate(CONTENTS, 1)
)


def test_what_was_written_is_read_as_it_was_and_no_note_is_version_0() -> None:
    assert read(written(DECIDED)) == DECIDED
    assert read(None) == read(written(())) == ()


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"form":1}',
        '{"form":1,"amendments":[{}]}',
        written(DECIDED).replace("CLOCK", "WEATHER"),
        written(DECIDED).replace('"version":2', '"version":3'),
        written(DECIDED).replace("2026-04-01", "someday"),
    ],
)
def test_a_broken_note_is_refused_whole(broken: str) -> None:
    with pytest.raises(ClosedInputError):
        read(broken)


def test_a_newer_form_is_known_as_one_whatever_it_holds() -> None:
    with pytest.raises(NewerNoteError):
        read(json.dumps({"form": FORM + 1, "amendments": {"unheard": "of"}}))


def test_more_than_a_note_holds_is_said_before_anything_is_sent() -> None:
    many = tuple(Amendment(content=CONTENTS[2], since=DAY, basis="x" * 100, version=n + 1) for n in range(2_000))
    with pytest.raises(PermanentError, match="2000 amendments"):
        written(many)
    assert len(written(many[:1_000]).encode()) < LARGEST


def test_only_what_goes_on_where_the_noted_ends_is_written_over_it() -> None:
    assert follows(DECIDED, DECIDED[:2]) and follows(DECIDED, ())
    assert not follows(DECIDED, DECIDED) and not follows((), ())
    for other in (DECIDED[:2], DECIDED[1:], ()):
        with pytest.raises(PermanentError, match=f"version {len(DECIDED)}"):
            follows(other, DECIDED)


def test_it_is_told_who_has_not_taken_it_and_whose_files_are_others() -> None:
    def under(version: int, files: str = "f", trouble: str = "") -> WorkerSettings:
        return WorkerSettings(version=version, files=files, trouble=trouble, at=AT)

    taken = SettingsTaken(
        version=2,
        workers={
            "good": under(2),
            "late": under(1),
            "mute": None,
            "stuck": under(2, trouble="E"),
            "odd": under(2, "g"),
        },
    )
    assert taken.behind == ["late", "mute", "stuck"]
    assert taken.with_other_files("f") == ["odd"]
    assert said_by(under(2).text()) == under(2)
    assert said_by("{") is None and said_by('{"version":1}') is None
