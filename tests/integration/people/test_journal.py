"""The audit journal: every deed leaves a line, no line can be changed, and what was cut off shows."""

import json
import re
import sqlite3
from dataclasses import replace

import pytest

from hub.core.errors import ClosedInputError, ConfigurationError
from hub.core.permissions import Role
from hub.people.deeds import Recorded, Result
from hub.people.file import FILE
from hub.people.journal import Breach, Sought, chain_breach
from hub.people.journal_files import json_line, read_json_lines, syslog_line
from tests.people_rig import SECURITY, SYSTEM, open_rig


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.DUTY_CLERK))
    yield rig
    rig.people.close()


def tampered(folder, *statements):
    """Change the file as somebody would who may write it, triggers out of the way."""
    with sqlite3.connect(folder / FILE) as writer:
        writer.execute("DROP TRIGGER journal_never_changes")
        writer.execute("DROP TRIGGER journal_never_shrinks")
        for statement in statements:
            writer.execute(statement)
    writer.close()


def test_who_did_what_when_where_and_how_it_ended_stands_in_it(rig):
    line = next(
        line for line in rig.people.journal.lines() if line.deed == Recorded.GRANT_CONFIRMED and line.subject == "K3-07"
    )
    assert (line.who, line.source, line.result, line.at) == (SYSTEM.code, SYSTEM.source, Result.DONE, rig.now)
    assert line.details["role"] == Role.DUTY_CLERK and line.details["unit"] == "C3"
    assert rig.people.journal.breach() is None


def test_the_file_itself_refuses_changes(rig, tmp_path):
    with sqlite3.connect(tmp_path / FILE) as writer:
        for statement in ("UPDATE journal SET who = 'x' WHERE number = 1", "DELETE FROM journal WHERE number = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                writer.execute(statement)
    writer.close()


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE journal SET who = 'A-SYS' WHERE number = 3", Breach(3, "changed")),
        ("UPDATE journal SET details = '{}' WHERE number = 2", Breach(2, "changed")),
        ("DELETE FROM journal WHERE number = 4", Breach(4, "missing")),
        ("UPDATE journal SET mac = zeroblob(32) WHERE number = 5", Breach(5, "forged")),
        ("DELETE FROM journal_head", None),
    ],
)
def test_what_was_changed_is_found(rig, tmp_path, statement, breach):
    lines = rig.people.journal.count()
    tampered(tmp_path, statement)
    assert rig.people.journal.breach() == (breach or Breach(lines, "no head"))


def test_a_cut_end_is_found_by_the_head_and_a_whole_file_of_before_by_an_export(rig, tmp_path):
    exported = list(rig.people.journal.lines())
    assert rig.people.journal.breach_against(exported) is None
    tampered(tmp_path, f"DELETE FROM journal WHERE number >= {len(exported)}")
    assert rig.people.journal.breach() == Breach(len(exported), "cut")
    assert rig.people.journal.breach_against(exported) == Breach(len(exported), "differs from the export")


def test_a_line_that_was_computed_anew_without_the_key_is_found(rig, tmp_path):
    lines = list(rig.people.journal.lines())
    forged = replace(lines[-1], who="A-AUD")
    digest = forged.chained(lines[-2].digest)
    tampered(tmp_path, f"UPDATE journal SET who = 'A-AUD', digest = x'{digest.hex()}' WHERE number = {forged.number}")
    assert rig.people.journal.breach() == Breach(forged.number, "forged")


def test_an_export_is_verified_without_the_key(rig):
    texts = [json_line(line) for line in rig.people.journal.lines()]
    assert chain_breach(read_json_lines(texts, "export")) is None
    held = json.loads(texts[4])
    held["who"] = "somebody"
    texts[4] = json.dumps(held)
    assert chain_breach(read_json_lines(texts, "export")) == Breach(5, "changed")
    with pytest.raises(ClosedInputError, match="line 1"):
        list(read_json_lines(["{}"], "export"))


def test_syslog_lines_are_those_of_rfc_5424(rig):
    rig.people.signing_in.begin("K3-07", "wrong", 'x"]\n', rig.now)
    lines = [syslog_line(line, "hub1") for line in rig.people.journal.lines()]
    field = r"( [a-z_]+=\"([^\"\\\]]|\\[\"\\\]])*\")"
    stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
    shape = re.compile(rf"<\d+>1 {stamp} hub1 hub - [A-Z_]+ \[hub@32473{field}+\]")
    assert all(shape.fullmatch(line) for line in lines)
    assert lines[-1].startswith("<84>1") and lines[0].startswith("<85>1")


def test_the_journal_is_searched_newest_first(rig):
    journal = rig.people.journal
    by_whom = journal.found(Sought(who=SECURITY.code))
    assert by_whom and {line.who for line in by_whom} == {SECURITY.code}
    assert [line.number for line in by_whom] == sorted((line.number for line in by_whom), reverse=True)
    page = journal.found(Sought(), limit=2)
    assert [line.number for line in journal.found(Sought(), before=page[-1].number, limit=2)] == [
        page[-1].number - 1, page[-1].number - 2,
    ]  # fmt: skip
    assert journal.found(Sought(deed=Recorded.FACTOR_ENROLLED))[0].subject == "K3-07"
    assert journal.found(Sought(result=Result.REFUSED)) == []


def test_a_deed_that_fails_leaves_no_line_and_the_line_goes_with_its_deed(rig):
    before = rig.people.journal.count()

    def fail():
        with rig.people.file.transaction():
            rig.people.accounts.lock("K3-07", SECURITY, rig.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert rig.people.journal.count() == before
    assert not rig.people.accounts.named("K3-07").is_locked


def test_two_doors_write_one_journal(rig, tmp_path):
    other = open_rig(tmp_path, seed=8)
    for place in range(5):
        for one in (rig, other):
            one.people.accounts.add(f"N{place}-{one is rig:d}", "新", SECURITY, rig.now)
    assert rig.people.journal.breach() is None and other.people.journal.breach() is None
    other.people.close()


def test_a_file_of_a_newer_hub_is_left_alone(rig, tmp_path):
    with sqlite3.connect(tmp_path / FILE) as writer:
        writer.execute("PRAGMA user_version = 99")
    writer.close()
    with pytest.raises(ConfigurationError, match="newer hub"):
        open_rig(tmp_path)
