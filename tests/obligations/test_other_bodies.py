"""The bodies without a system of their own: each joins by a mapping file and does what the mechanism asks of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hub.bootstrap.registry import load_registry
from hub.core.codes import Assistance, MediationKind, Outcome
from hub.core.deliveries import DeliveryKind
from hub.core.events import Event
from hub.core.machines import FeedbackState, ReferralState
from hub.core.reporting import report_of
from hub.core.units import Body
from hub.processors.codec import MsgpackCodec
from hub.processors.reporting import Reporting, ReportingState
from tests.mapped_world import World, csv_of, fill_in
from tests.mapping_site import EXAMPLES, MAPPINGS, SAMPLES, cells_of


def example(name: str) -> dict[str, str]:
    return {MAPPINGS[name]: (EXAMPLES / name / MAPPINGS[name]).read_text("utf-8")}


def ledger_of(adapter: str, org_kind: str, profile: str = "行业调委会台账", level: int = 3, columns: str = "") -> str:
    return f"""
mapping: 1
adapter: {adapter}
name: 示例{adapter}
unit: {{code: {adapter.upper()}, org_kind: {org_kind}, level: {level}, division: "230803"}}
profile: {profile}
contact: 内线 1
source: {{kind: csv, inbox: {adapter}/收件, file: "*{{年}}{{月}}.csv"}}
key: 编号
change: {{rule: 只增}}
columns:
  native_id: {{from: 编号}}
  accepted_on: {{from: 受理, type: 日期}}
  type: {{from: 类别}}
  complainant: {{from: 甲方, party: 申请方}}
  respondent: {{from: 乙方, party: 被申请方}}
  outcome: {{from: 结果}}
  concluded_on: {{from: 办结, type: 日期}}
  form: {{value: WRITTEN}}
{columns}
"""


def put(world: World, adapter: str, *rows: str, heading: str = "编号,受理,类别,甲方,乙方,结果,办结") -> None:
    csv_of(world.folder, f"{adapter}/收件/台账202603.csv", heading, *rows)
    world.poll(adapter)


def test_ADM_1_an_organ_mediates_in_its_field_and_its_rows_are_the_months_administrative_line(tmp_path: Path) -> None:
    SAMPLES.place("market-supervision", tmp_path)
    world = World(tmp_path, example("market-supervision")).poll("scjg-230803")
    kind = world.view().tables["kind"]
    assert set(kind) == {"ADMIN"} and kind["ADMIN"]["acc"] == 46
    assert set(world.view().tables["channel"]) == {"ADMIN"}
    informed = world.hand_out("scjg-230803")
    assert {delivery.kind for delivery in informed} == {DeliveryKind.INFORMATION}
    (register,) = (tmp_path / "市场监管/回执").glob("情况通报-*.xlsx")
    assert len(cells_of(register.read_bytes())) == len(informed) + 1


def test_INFO_1_an_organs_own_monthly_form_is_its_report_and_changes_no_figure(tmp_path: Path) -> None:
    SAMPLES.place("market-supervision", tmp_path)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["向阳区市场监管局行政调解月报"],
        ["报告期：2026年3月"],
        ["单位", "受理件数", "办结件数", "成功", "书面", "口头", "金额（万元）", "备注"],
        ["消保科", 40, "39", 33, 30, 3, 4.5, "甲某"],
        ["知产科", 6, 6, 5, "5", "", "0.7", ""],
        ["合计", 46, 45, 38, 35, 3, 5.2, ""],
    ):
        sheet.append(row)
    book.save(tmp_path / "市场监管/收件/行政调解月报（三月）.xlsx")
    world = World(tmp_path, example("market-supervision")).poll("scjg-230803")
    actor = world.engine.states[Reporting.name, "report:MONTHLY:2026-03:MR"]
    report = report_of("report:MONTHLY:2026-03:MR", MsgpackCodec(ReportingState).decode(actor).facts.values())
    stated = {line.measure: line.value for line in report.versions[-1].lines}
    assert stated["cases"] == 46 and stated["form.WRITTEN"] == 35 and stated["amount_fen"] == 5_200_000
    assert world.view().tables["unit"]["MR"]["acc"] == 46 and "甲某" not in repr(report)
    world.poll("scjg-230803")
    assert len(MsgpackCodec(ReportingState).decode(actor).facts) == 1


def test_ARB_1_accepted_cases_are_mediated_and_a_document_is_issued_on_joint_request(tmp_path: Path) -> None:
    SAMPLES.place("labour-arbitration", tmp_path)
    world = World(tmp_path, example("labour-arbitration")).poll("ldzc-230800")
    state = world.state("ldzc-230800:佳劳人仲字〔2026〕第31号")
    assert state.concluded is not None and state.concluded.outcome is Outcome.ARB_DOC
    assert state.concluded.unit.kind is MediationKind.ARBITRATION
    assert world.view().tables["kind"]["ARBITRATION"]["acc"] == 7
    assert world.state("ldzc-230800:佳劳人仲字〔2026〕第32号").concluded.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("adapter", "org_kind", "kind"),
    [
        ("zgh-230803", "RMC_INDUSTRY", "INDUSTRY"),
        ("fulian-230803", "RMC_INDUSTRY", "INDUSTRY"),
        ("shanghui-230803", "COMMERCIAL", "COMMERCIAL"),
        ("lvxie-230803", "LAWFIRM", "LAWYER"),
    ],
)
def test_MASS_1_and_IND_1_a_body_of_a_union_or_chamber_joins_by_its_file_alone(
    tmp_path: Path, adapter: str, org_kind: str, kind: str
) -> None:
    world = World(tmp_path, {"x.yaml": ledger_of(adapter, org_kind)})
    put(world, adapter, "会调2026-1,2026-03-03,劳动争议,甲某,乙厂,调解成功,2026-03-09")
    assert world.refused == []
    assert world.view().tables["kind"] == {kind: world.view().tables["kind"][kind]}
    assert world.registry.find(adapter.upper(), date(2026, 3, 3)).agency == adapter


def test_IND_1_the_industry_committee_signs_for_a_case_of_the_court_on_its_slip(tmp_path: Path) -> None:
    SAMPLES.place("medical-committee", tmp_path)
    world = World(tmp_path, example("medical-committee")).poll("yltw-230803")
    root = "court-1:（2026）黑0803民初7号"
    world.tell("04-07", Event.DISPUTE_REPORTED, root, type="MEDICAL", channel="COURT", parties=2, division="230803")
    world.tell("04-07", Event.REFERRAL_CREATED, root, unit="YLTW", ref=f"{root}#1", kind="ENTRUST_IN")
    (slip,) = [d for d in world.hand_out("yltw-230803") if d.kind is DeliveryKind.REFERRAL]
    (path,) = (tmp_path / "医调委/回执").glob("移交-*.xlsx")
    assert slip.root in repr(cells_of(path.read_bytes()))
    fill_in(path, 签收日期="2026-04-08", 处理="受理")
    world.poll("yltw-230803")
    state = world.state(root)
    assert state.accepted is not None and state.accepted.unit.code == "YLTW"
    assert state.referrals[f"{root}#1"].state is ReferralState.ACCEPTED


def reconsideration(tmp_path: Path) -> World:
    SAMPLES.place("reconsideration-office", tmp_path)
    url = f"sqlite:///file:{tmp_path}/复议局/fyj.db?mode=ro&uri=true"
    return World(tmp_path, example("reconsideration-office"), url=url).poll("fyj-230803")


def test_DEC_1_2_with_consent_the_centre_of_the_same_level_gets_it_and_the_result_comes_back(tmp_path: Path) -> None:
    world = reconsideration(tmp_path)
    root = "fyj-230803:向政复〔2026〕9号"
    ref = f"{root}#1"
    referral = world.state(root).referrals[ref]
    assert (referral.kind, referral.unit.code, referral.state) == ("DECISION_PRE", "L3-230803", ReferralState.DELIVERED)
    world.tell("04-08", Event.REFERRAL_ACCEPTED, root, unit="L3-230803", ref=ref)
    world.tell("04-20", Event.AGREEMENT_REACHED, root, unit="L3-230803", form="WRITTEN", amount_fen=800_000)
    given = [delivery for delivery in world.hand_out("fyj-230803") if delivery.root == root]
    assert [delivery.kind for delivery in given] == [DeliveryKind.FEEDBACK]
    (slip,) = (tmp_path / "复议局/回执").glob("反馈-*9号*.xlsx")
    lines = {row[0]: row[1] for row in cells_of(slip.read_bytes())}
    assert lines["本单位编号"] == "向政复〔2026〕9号" and lines["处理结果"] == "调解成功"
    assert lines["金额"] == "8,000.00元" and lines["枢纽编号"] == root
    fill_in(slip, 签收日期="2026-04-21", 处理="签收")
    world.poll("fyj-230803")
    closed = world.state(root).referrals[ref]
    assert closed.feedback is FeedbackState.ACKNOWLEDGED and closed.state is ReferralState.CLOSED


def test_DEC_1_2_without_consent_nothing_is_handed_over_and_the_body_hears_at_once(tmp_path: Path) -> None:
    world = reconsideration(tmp_path)
    root = "fyj-230803:向政复〔2026〕11号"
    assert world.state(root).referrals[f"{root}#1"].state is ReferralState.DECLINED
    assert [d.details["state"] for d in world.hand_out("fyj-230803") if d.root == root] == ["DECLINED"]
    assert world.view().tables["unit"] == {}


def test_DEC_1_2_a_centre_of_another_level_is_refused_with_its_row(tmp_path: Path) -> None:
    columns = "  referred_on: {from: 委托, type: 日期, optional: 是}\n  referred_to: {from: 受托, optional: 是}"
    text = ledger_of("cjj-230803", "ADMIN_ORGAN", "行政裁决/复议前委托", columns=columns)
    world = World(tmp_path, {"x.yaml": text})
    put(
        world,
        "cjj-230803",
        "裁2026-01,,物业,甲某,乙物业,,,2026-03-03,L4-230800-CENTRE",
        "裁2026-02,,物业,甲某,丙物业,,,2026-03-03,L3-230803",
        heading="编号,受理,类别,甲方,乙方,结果,办结,委托,受托",
    )
    assert world.refused == [("台账202603.csv 第2行", "受托", "E-LVL-01")]
    assert world.state("cjj-230803:裁2026-02").referrals


PARTICIPANTS = """
映射: 1
代号: cyj-230803
名称: 向阳区法律服务参与登记
单位: {代码: SFJ, 机构种类: JUSTICE_OFFICE, 层级: 3, 区划: "230803"}
类型: 参与登记
联系人: 公共法律服务科
来源: {种类: csv, 收件: cyj-230803/收件, 文件: "*{年}{月}.csv"}
主键: [案号, 机构]
变更: {规则: 只增}
列:
  case_number: {取自: 案号}
  participant: {取自: 机构, 代码: 机构}
  assistance: {取自: 方式}
  joined_on: {取自: 日期, 类型: 日期}
代码:
  机构: {示例律师事务所: LF-1, 示例鉴定中心: JD-1}
"""
BODIES = (
    Body(code="LF-1", name="示例律师事务所", kind=Assistance.LAW_FIRM, division="230803"),
    Body(code="JD-1", name="示例鉴定中心", kind=Assistance.APPRAISAL, division="230800", valid_from=date(2026, 3, 10)),
)


def test_OFF_2_a_law_firm_and_an_appraiser_help_in_a_case_that_is_named_by_its_number(tmp_path: Path) -> None:
    mappings = example("medical-committee") | {"cyj.yaml": PARTICIPANTS}
    SAMPLES.place("medical-committee", tmp_path)
    world = World(tmp_path, mappings, bodies=BODIES).poll("yltw-230803")
    put(
        world,
        "cyj-230803",
        "医调2026-009,示例律师事务所,律师事务所,2026-03-09",
        "医调2026-009,示例鉴定中心,司法鉴定,2026-03-12",
        heading="案号,机构,方式,日期",
    )
    helping = world.state("yltw-230803:医调2026-009").participants
    assert [(one.code, one.assistance) for one in helping] == [("LF-1", "LAW_FIRM"), ("JD-1", "APPRAISAL")]
    assert world.view().tables["unit"]["YLTW"]["acc"] == 5, "who helps is counted nowhere"


def test_JUS_1_a_body_helps_only_while_it_is_registered(tmp_path: Path) -> None:
    world = World(tmp_path, {"cyj.yaml": PARTICIPANTS}, bodies=BODIES)
    put(
        world,
        "cyj-230803",
        "医调2026-009,示例鉴定中心,司法鉴定,2026-03-09",
        "医调2026-009,某某事务所,律师事务所,2026-03-09",
        heading="案号,机构,方式,日期",
    )
    assert [(field, code) for _, field, code in world.refused] == [("机构", "E-UNIT-01"), ("机构", "E-CODE-02")]


def test_JUS_1_and_COURT_5_bodies_and_the_courts_roster_are_dated_data_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "units.toml"
    file.write_text(
        """
[[unit]]
code = "MD"
name = "医疗纠纷人民调解委员会"
level = 3
kind = "INDUSTRY"
org_kind = "RMC_INDUSTRY"
division = "230803"
agency = "yltw-230803"
roster = true
valid_from = 2026-01-01
valid_to = 2026-12-31

[[participant]]
code = "GZ-1"
name = "示例公证处"
kind = "NOTARY"
division = "230800"
valid_to = 2026-06-30
""",
        "utf-8",
    )
    registry = load_registry(file)
    assert [unit.code for unit in registry.on_roster(date(2026, 3, 1))] == ["MD"]
    assert registry.on_roster(date(2027, 1, 1)) == ()
    assert registry.body("GZ-1", date(2026, 3, 1)).kind is Assistance.NOTARY
    assert registry.body("GZ-1", date(2026, 7, 1)) is None
    file.write_text(file.read_text("utf-8").partition("[[participant]]")[2].join(["[[participant]]", ""]), "utf-8")
    alone = load_registry(file)
    assert alone.find("L3-230803", date(2026, 3, 1)) is not None and alone.body("GZ-1", date(2026, 3, 1)) is not None


def test_OFF_3_the_extract_of_a_public_order_centre_reports_matters_and_risks_but_accepts_nothing(
    tmp_path: Path,
) -> None:
    columns = "  reported_on: {from: 登记, type: 日期}\n  risk: {from: 风险, optional: 是}\n  division: {from: 区划}"
    text = ledger_of("zz-230803007", "ZZ_CENTRE", "综治中心摘录", level=2, columns=columns)
    world = World(tmp_path, {"x.yaml": text})
    put(
        world,
        "zz-230803007",
        "综2026-001,,物业,甲某、乙某、丙某、丁某、戊某,某物业,,,2026-03-05,群体性,230803007001",
        heading="编号,受理,类别,甲方,乙方,结果,办结,登记,风险,区划",
    )
    assert world.refused == []
    state = world.state("zz-230803007:综2026-001")
    assert state.accepted is None and state.primary.parties == 6
    assert [risk.risk for risk in state.risks.values()] == ["MASS"]
    assert world.view().tables["unit"] == {}
