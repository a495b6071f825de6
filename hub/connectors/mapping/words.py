"""The words of a mapping file: every key with its Chinese names, and the words that stand for fixed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.codes import LabelledCode


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its English name, its Chinese names, what it says, and whether it must be there."""

    name: str
    zh: tuple[str, ...]
    says_zh: str
    says_en: str
    required: bool = False


def _key(names: str, says_zh: str, says_en: str, *, required: bool = False) -> Key:
    name, *zh = names.split()
    return Key(name, tuple(zh), says_zh, says_en, required)


SECTIONS: dict[str, tuple[Key, ...]] = {
    "file": (
        _key("mapping 映射 映射版本", "映射格式版本，现为 1", "version of this format, 1", required=True),
        _key("adapter 代号 适配器", "唯一代号：小写字母、数字、连字符", "unique code of the adapter", required=True),
        _key("name 名称", "台账的全名", "full name of the ledger", required=True),
        _key("name_en 英文名", "英文名，可不写", "English name"),
        _key("unit 单位 机构", "由谁办理，写入机构名录", "the unit that handles, put into the registry", required=True),
        _key("profile 类型 台账类型", "一行如何成为事件", "how a row becomes events", required=True),
        _key("contact 联系人 联系", "出错找谁", "whom to call", required=True),
        _key("system 系统", "系统名，编号的一部分，启用后不可改；不写则同代号", "name of the system; never changed"),
        _key("source 来源", "数据从哪里来", "where the rows come from", required=True),
        _key("key 主键", "哪一列（或哪几列）永远指同一件", "column(s) that always mean one case", required=True),
        _key("change 变更 变化", "怎样发现变化", "how changes are found"),
        _key("columns 列 字段", "各列的含义", "what the columns mean", required=True),
        _key("rules 规则", "不成立则隔离该行", "a row that breaks one is held"),
        _key("codes 代码 代码表", "本单位的代码，可分段生效", "the body's codes, dated"),
        _key("monthly_form 月报", "本单位自报月报的文件", "the body's own monthly form"),
        _key("writeback 回写 回执", "枢纽写回什么、写到哪里", "what the hub writes back, and where"),
        _key("examples 示例 例", "示例即测试", "examples, which are tests"),
    ),
    "unit": (
        _key("code 代码", "机构代码", "unit code", required=True),
        _key("name 名称", "机构名称，不写则同台账名", "its name"),
        _key("org_kind 机构种类", "代码表 orgKind", "code list orgKind", required=True),
        _key("kind 调解种类", "不写则由机构种类推定", "kind of mediation; follows org_kind"),
        _key("level 层级", "1 村社区 … 4 市", "1 village … 4 city", required=True),
        _key("division 区划", "区划代码，加引号", "division code, in quotes", required=True),
        _key("parent 上级", "上级机构代码", "code of the unit above"),
        _key("valid_from 起", "自何日起", "first day"),
        _key("valid_to 止", "至何日止", "last day"),
    ),
    "source": (
        _key("kind 种类", "xlsx / xls / csv / json / xml / sql", "kind of source", required=True),
        _key("inbox 收件", "收件文件夹，相对映射文件", "folder of the files, beside the mapping file"),
        _key("file 文件", "文件名，可用 * 和 {年}{月}", "file name with * and {年}{月}"),
        _key("sheet 工作表", "哪一张工作表", "which sheet"),
        _key("header 表头", "怎样找到表头", "how the heading is found"),
        _key("stop_at 止于", "遇到以这些字开头的行即止", "a row that begins with one of these ends the table"),
        _key("totals 合计", "合计行的核对", "checks against the totals row"),
        _key("encoding 编码", "UTF-8、GB18030 或 自动", "encoding, by default found out"),
        _key("rows 记录", "JSON 的路径或 XML 的元素名", "JSON path or XML element of a record"),
        _key("table 数据表", "SQL 的表或视图", "table or view"),
    ),
    "sheet": (
        _key("contains 包含", "表名包含", "its name holds this"),
        _key("name 名称", "表名", "its name"),
    ),
    "header": (
        _key("find 查找", "表头里一定有的列", "headings that are always there", required=True),
        _key("within_rows 前几行", "在前几行里找", "how many rows to look through"),
    ),
    "totals": (_key("check 核对", "核对哪些列", "columns to check", required=True),),
    "change": (
        _key("rule 规则", "全量比对 / 只增 / 更新时间", "full / append / updated_at", required=True),
        _key("missing 缺失", "连续两期缺失视为撤回", "two periods without it retract a row"),
        _key("column 列", "更新时间所在的列", "column of the update time"),
    ),
    "column": (
        _key("from 取自", "列名，可写几个，可用 *", "heading(s), * allowed"),
        _key("value 固定值", "不取自表格的固定值", "a fixed value"),
        _key("type 类型", "日期、金额、身份证、信用代码、证件、电话、整数、是否、文本", "type of the cell"),
        _key("trim 去空格", "去掉首尾空格", "drop outer blanks"),
        _key("width 宽度", "半角：全角数字字母转半角", "make full-width half-width"),
        _key("codes 代码", "用哪张代码表", "which code map"),
        _key("default 默认", "未登记代码：隔离，或某个代码", "unknown code: hold, or a code"),
        _key("required 必填", "空则隔离", "held when empty"),
        _key("optional 可空", "整列可以没有", "the whole column may be absent"),
        _key("on_bad 无效时", "弱标识：证件无效时只按姓名；隔离", "bad number: weak identity, or hold"),
        _key("blank 空白时", "按结果推定", "infer from the outcome"),
        _key("when 当", "只在条件成立时读取", "read only when this holds"),
        _key("party 当事人", "申请方 / 被申请方 / 第三人", "side of this party"),
        _key("sealed 密封", "只进密封档案，不进共享流", "goes into the sealed dossier alone"),
        _key("unit 单位", "金额单位：元、万元或按表头", "unit of an amount, or that of the heading"),
        _key("fallback 缺省单位", "表头没有单位时", "unit where the heading names none"),
    ),
    "rule": (
        _key("expect 期望", "必须成立", "must hold"),
        _key("when 当", "只在此条件下检查", "checked only when this holds"),
        _key("require 必有", "这些列必须有值", "columns that must have a value"),
    ),
    "monthly_form": (
        _key("file 文件", "月报文件名", "file name of the form", required=True),
        _key("compare_with_hub 与枢纽核对", "是则逐项比较，只提示", "compare, and only tell"),
    ),
    "writeback": (
        _key("kind 种类", "xlsx", "xlsx", required=True),
        _key("outbox 发件", "回执文件夹，相对映射文件", "folder for what the hub writes", required=True),
        _key("content 内容", "隔离行、反馈、督办、移交、邀请", "what is written back", required=True),
    ),
    "example": (
        _key("row 行", "列名: 值", "heading: value", required=True),
        _key("gives 得到", "应得到的值；金额以分计", "what it must give; amounts in fen"),
        _key("events 事件", "应产生的事件", "events it must state"),
        _key("period 期", "文件的期，如 2026-03", "period of its file"),
        _key("received 收到", "收到日期", "day of receipt"),
    ),
}
"""Every key of every section; anything else is refused with the nearest of them."""


def names_of(section: str) -> dict[str, str]:
    """
    Return the canonical key by every name that it has.

    >>> names_of("column")["取自"]
    'from'
    """
    return {name: key.name for key in SECTIONS[section] for name in (key.name, *key.zh)}


class SourceKind(LabelledCode):
    """What kind of source the rows come from."""

    XLSX = "xlsx", "Excel 工作簿", "Excel workbook"
    XLS = "xls", "Excel 97-2003 工作簿", "Excel 97-2003 workbook"
    CSV = "csv", "文本表格", "Text table"
    JSON = "json", "JSON 文件", "JSON file"
    XML = "xml", "XML 文件", "XML file"
    SQL = "sql", "数据库", "Database"


class ChangeRule(LabelledCode):
    """How it's found out what changed."""

    FULL = "full", "全量比对", "Every file holds all rows; compare"
    APPEND = "append", "只增", "A file holds what is new"
    UPDATED_AT = "updated_at", "更新时间", "A column says when a row changed"


class CellType(LabelledCode):
    """What kind of value a cell holds."""

    TEXT = "text", "文本", "Text"
    DATE = "date", "日期", "Date"
    AMOUNT = "amount", "金额", "Amount of money"
    RESIDENT = "resident_id", "身份证", "Resident identity number"
    USCC = "uscc", "信用代码", "Unified social credit code"
    IDENTITY = "identity", "证件", "Identity number of either kind"
    PHONE = "phone", "电话", "Telephone"
    INTEGER = "integer", "整数", "Whole number"
    YES_NO = "yes_no", "是否", "Yes or no"


class OnBad(LabelledCode):
    """What an identity number that fails its check does."""

    HOLD = "hold", "隔离", "Hold the row"
    WEAK = "weak", "弱标识", "Go on by name alone"


class Side(LabelledCode):
    """Which side of a dispute a party stands on."""

    APPLICANT = "APPLICANT", "申请方", "Applicant"
    RESPONDENT = "RESPONDENT", "被申请方", "Respondent"
    THIRD = "THIRD", "第三人", "Third party"


class Content(LabelledCode):
    """What may be written back."""

    HELD = "held", "隔离行", "Rows that are held"
    FEEDBACK = "feedback", "反馈", "Feedback on what was referred"
    SUPERVISION = "supervision", "督办", "Supervision orders"
    REFERRAL = "referral", "移交", "Referrals to sign for"
    INVITATION = "invitation", "邀请", "Invitations to joint mediation"
    DOCKET = "docket", "会商交办", "Tasks of the half-yearly meeting"


def code_by_word(codes: type[LabelledCode]) -> Mapping[str, LabelledCode]:
    """
    Return the codes of a list by code and by Chinese label.

    >>> code_by_word(CellType)["金额"].value
    'amount'
    """
    return {word: code for code in codes for word in (code.value, code.zh)}


MISSING_TWICE = "连续两期缺失视为撤回"
HOLD = "隔离"
BY_OUTCOME = "按结果推定"
BY_HEADING = "按表头"
HALF_WIDTH = "半角"
YES = frozenset({"是", "yes", "true", "对"})
NO = frozenset({"否", "no", "false", "不"})
