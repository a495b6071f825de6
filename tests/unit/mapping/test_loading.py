"""A mapping file: what it says, and that each mistake is told with file, line, column and what to do."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.connectors.mapping.examples import failed_examples
from hub.connectors.mapping.loading import load_mapping, parse_mapping
from hub.connectors.mapping.words import SECTIONS, ChangeRule, names_of
from hub.core.codes import MediationKind
from hub.core.errors import MappingFileError
from tests.mapping_site import EXAMPLES, MAPPINGS

SCJG = (EXAMPLES / "market-supervision" / MAPPINGS["market-supervision"]).read_text("utf-8")
USERS = (Path(__file__).parents[3] / "docs/explanation/users.md").read_text("utf-8")


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(MappingFileError) as caught:
        parse_mapping(text, "x.yaml")
    return caught.value.problems


def test_the_file_of_the_users_page_works_as_it_stands() -> None:
    start = USERS.index("```yaml\nmapping: 1") + len("```yaml\n")
    printed = USERS[start : USERS.index("```", start)]
    assert printed == SCJG
    mapping = parse_mapping(printed, "scjg.map.yaml")
    assert failed_examples(mapping) == []
    assert mapping.unit.kind is MediationKind.ADMIN and mapping.change.retracts
    assert mapping.columns["concluded_on"].headings == ("达成日期", "终止日期", "办结日期")


@pytest.mark.parametrize(("example", "file"), MAPPINGS.items())
def test_every_example_file_is_sound(example: str, file: str) -> None:
    mapping = load_mapping(EXAMPLES / example / file)
    assert mapping.examples and failed_examples(mapping) == []


def test_chinese_and_english_keys_are_one() -> None:
    translated = SCJG
    for english, chinese in (("key: ", "主键: "), ("change:", "变更:"), ("contact:", "联系人:"), ("columns:", "列:")):
        assert english in translated
        translated = translated.replace(f"\n{english}", f"\n{chinese}")
    assert parse_mapping(translated, "a").columns.keys() == parse_mapping(SCJG, "a").columns.keys()


def test_the_reference_page_is_what_the_words_say() -> None:
    script = Path(__file__).parents[3] / "scripts/mapping_reference.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("section", SECTIONS)
def test_no_two_keys_of_a_section_share_a_name(section: str) -> None:
    assert len(names_of(section)) == sum(1 + len(key.zh) for key in SECTIONS[section])


@pytest.mark.parametrize(
    ("was", "becomes", "place", "told"),
    [
        ("key: 受理编号", "kye: 受理编号", "17:1", "是不是“key”"),
        ("codes: 类别,", "codez: 类别,", "23:22", "是不是“codes”"),
        ("codes: 类别,", "codes: 类,", "23:29", "是不是“类别”"),
        ("SUCCESS, 不成", "SUCESS, 不成", "44:12", "是不是“SUCCESS”"),
        ("profile: 行政调解台账", "profile: 行政调解", "5:10", "是不是“行政调解台账”"),
        ("org_kind: ADMIN_ORGAN", "org_kind: ADMIN_ORGN", "4:28", "是不是“ADMIN_ORGAN”"),
        ("level: 3", "level: 5", "4:48", "应为 1 到 4"),
        ("adapter: scjg-230803", "adapter: 向阳市监", "2:10", "小写字母"),
        ("key: 受理编号", "key: 投诉人", "17:6", "个人信息"),
        ("required: 是", "required: 也许", "22:49", "写 是 或 否"),
        ("from: 受理日期,", "from: 受理日期, value: 1,", "22:16", "二者选一"),
        ("{年}年{月}月", "{年}年{日}", "11:9", "{日}"),
        ("concluded_on <= received_on", "conclude_on <= received_on", "38:14", "是不是“concluded_on”"),
        ("类别@2026-07-01", "类别@七月", "47:3", "生效日期"),
        ("contact: 消保科", "contact: ___  # ", "6:10", "没有填写"),
        ("kind: xlsx  ", "kind: docx  ", "9:9", "可用：xlsx"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(was: str, becomes: str, place: str, told: str) -> None:
    assert was in SCJG
    found = problems(SCJG.replace(was, becomes, 1))
    assert any(one.startswith(f"x.yaml:{place} ") and told in one and " / " in one for one in found), found


def test_every_mistake_is_told_at_once() -> None:
    spoiled = SCJG.replace("level: 3", "level: 9").replace("profile: 行政调解台账", "profile: x")
    assert len(problems(spoiled)) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b",
        "a: [",
        "a: 1\na: 2",
        "a: &x 1\nb: *x",
        "a: !!python/object:os.system x",
        "\x07: 1",
        "{" * 40,
        "a: " + "[" * 20_000,
    ],
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert problems(text)[0].startswith("x.yaml:")


def test_a_missing_column_of_the_profile_is_named() -> None:
    without = "\n".join(line for line in SCJG.splitlines() if not line.lstrip().startswith("form: {from"))
    assert any("form" in one for one in problems(without.replace("require: [form, amount]", "require: [amount]")))


def test_a_table_needs_its_update_time_and_one_key() -> None:
    text = (EXAMPLES / "reconsideration-office" / MAPPINGS["reconsideration-office"]).read_text("utf-8")
    told = problems(
        text.replace("key: FYBH", "key: [FYBH, SQRQ]").replace("rule: 更新时间, column: GXSJ", "rule: 只增")
    )
    assert len(told) == 2 and "一列" in told[0] and "更新时间" in told[1]


def test_codes_change_on_their_day() -> None:
    codes = (
        parse_mapping(SCJG.replace('类别@2026-07-01": {', '类别@2026-07-01": {消费: OTHER, '), "x")
        .columns["type"]
        .codes
    )
    assert codes is not None
    assert codes.translate("消费", "x", day=date(2026, 6, 30)) == "CONSUMER"
    assert codes.translate("消费", "x", day=date(2026, 7, 1)) == "OTHER"
    assert codes.translate("预付卡", "x", day=date(2026, 7, 1)) == "CONSUMER"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SCJG) - 1), st.sampled_from([":", "{", "]", '"', "\n", "  ", "是", "*", "&", "x"]))
def test_no_single_slip_does_anything_but_load_or_be_told(at: int, slip: str) -> None:
    told: tuple[str, ...] = ("x.yaml:loaded",)
    try:
        parse_mapping(SCJG[:at] + slip + SCJG[at + 1 :], "x.yaml")
    except MappingFileError as fault:
        told = fault.problems
    assert told and all(one.startswith("x.yaml:") for one in told)


def test_the_same_mapping_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "总表"
    for row in (
        ("映射", 1),
        ("代号", "zjj-230803"),
        ("名称", "向阳区住建局物业纠纷台账"),
        ("unit.code", "ZJJ"),
        ("unit.org_kind", "ADMIN_ORGAN"),
        ("unit.level", 3),
        ("unit.division", "230803"),
        ("类型", "行政调解台账"),
        ("联系人", "物业科"),
        ("source.kind", "xlsx"),
        ("source.inbox", "收件"),
        ("source.file", "台账{年}{月}.xlsx"),
        ("source.header.find", "编号；受理日期"),
        ("主键", "受理日期；编号"),
        ("change.rule", "只增"),
    ):
        sheet.append(row)
    columns = book.create_sheet("列")
    columns.append(("列名", "from", "type", "codes", "required", "party", "value"))
    for line in (
        ("native_id", "编号"),
        ("accepted_on", "受理日期", "日期", None, "是"),
        ("type", None, None, None, None, None, "PROPERTY_MGMT"),
        ("complainant", "业主；申请人", None, None, None, "申请方"),
        ("outcome", "结果", None, "结果"),
        ("concluded_on", "办结日期", "日期"),
        ("form", None, None, None, None, None, "WRITTEN"),
    ):
        columns.append(line)
    codes = book.create_sheet("代码")
    for line in (("表", "原代码", "代码"), ("结果", "成功", "SUCCESS"), ("结果", "不成", "FAILED")):
        codes.append(line)
    rules = book.create_sheet("规则")
    rules.append(("expect", "when"))
    rules.append(("accepted_on <= concluded_on", None))
    examples = book.create_sheet("示例")
    examples.append(("行:编号", "行:受理日期", "行:结果", "行:办结日期", "得到:outcome", "得到:concluded_on"))
    examples.append(("7", "2026-03-05", "成功", "3月9日", "SUCCESS", "2026-03-09"))
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "zjj.map.xlsx"
    path.write_bytes(stream.getvalue())
    mapping = load_mapping(path)
    assert mapping.key == ("受理日期", "编号") and mapping.change.rule is ChangeRule.APPEND
    assert mapping.columns["complainant"].headings == ("业主", "申请人")
    assert failed_examples(mapping) == []
    columns["C3"] = "日子"
    book.save(path)
    with pytest.raises(MappingFileError, match=r"zjj\.map\.xlsx:列:3:3"):
        load_mapping(path)
