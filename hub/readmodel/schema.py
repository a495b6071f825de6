"""The tables of the read model, as data: its SQL and its reference page are made from them."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 8
"""Of the tables below; a file of another version is built anew from the log."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: SQL type with its constraint, and what it means in both languages."""

    name: str
    sql: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Partial:
    """An index of some rows of a table: the condition must stand in a query word for word."""

    name: str
    columns: tuple[str, ...]
    condition: str

    def statement(self, table: str) -> str:
        """Return the statement that makes it."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        return f"CREATE INDEX IF NOT EXISTS {self.name} ON {table} ({columns}) WHERE {self.condition}"


IS_STOCK = "measure IN ('accepted', 'concluded', 'transferred_in', 'transferred_out')"
"""Rows of flows, whose sums are the stocks."""
IS_SUPERSEDED = "known_until IS NOT NULL"
IS_REPORT = "measure = 'report'"
IS_PERFORMANCE = "measure = 'performance'"

_STOCK = Partial(
    "contribution_stock",
    (
        *("dispute", "unit", "level", "kind", "county", "type", "channel"),
        *("measure", "day", "value", "known_from", "known_until"),
    ),
    IS_STOCK,
)
"""Holds all that an opening is counted from, in the order in which it's summed: the table itself isn't read."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``key`` are the columns by which a row is replaced."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    partial: tuple[Partial, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements that make it."""
        columns = ", ".join(f'"{column.name}" {column.sql}' for column in self.columns)
        key = ", ".join(f'"{name}"' for name in self.key)
        made = f"CREATE TABLE IF NOT EXISTS {self.name} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"
        return (
            made,
            *(
                f"CREATE INDEX IF NOT EXISTS {self.name}_by_{'_'.join(names)} ON {self.name} ({', '.join(names)})"
                for names in self.indexes
            ),
            *(one.statement(self.name) for one in self.partial),
        )


_DISPUTE = Column("dispute", "TEXT NOT NULL", "纠纷编号", "Dispute id")

CONTRIBUTION = Table(
    "contribution",
    "一件纠纷对一个数字的贡献，含已被取代的（双时态）",
    "What one dispute contributes to a figure, superseded rows too (bitemporal)",
    (
        _DISPUTE,
        Column("id", "TEXT NOT NULL", "贡献编号", "Row id within the dispute"),
        Column("measure", "TEXT NOT NULL", "指标", "Measure: accepted, concluded, amount …"),
        Column("item", "TEXT NOT NULL", "分项：结果、协议形式、状态……", "Item: outcome, form, state …"),
        Column("part", "TEXT", "所指的移交、来源记录或单位", "What within the dispute it's about"),
        Column("day", "TEXT NOT NULL", "从哪天起（北京时间）", "Since which day it holds (Shanghai)"),
        Column("end_day", "TEXT", "到哪天止（不含），空为仍然成立", "Until which day (exclusive); null: still"),
        Column(
            "cohort", "TEXT", "所属批次的日期（协议、移交、反馈）", "Day of the cohort: agreement, referral, feedback"
        ),
        Column("unit", "TEXT", "单位代码", "Unit"),
        Column("level", "INTEGER", "层级", "Level of the unit"),
        Column("kind", "TEXT", "调解种类", "Kind of mediation"),
        Column("county", "TEXT", "区县代码", "County of the unit"),
        Column("type", "TEXT", "纠纷类别", "Dispute type"),
        Column("channel", "TEXT", "来源渠道", "Channel"),
        Column("agency", "TEXT", "部门代码", "Agency"),
        Column("value", "INTEGER NOT NULL", "数值（金额为分）", "Value; amounts in fen"),
        Column("known_from", "TEXT NOT NULL", "枢纽何时得知（UTC，含）", "Known since (UTC, inclusive)"),
        Column(
            "known_until",
            "TEXT",
            "何时被取代（UTC，不含），空为仍有效",
            "Superseded at (UTC, exclusive); null: in force",
        ),
    ),
    ("dispute", "id"),
    (("measure", "day"), ("known_from", "day")),
    (
        _STOCK,
        Partial("contribution_superseded", ("known_until", "day"), IS_SUPERSEDED),
        Partial("contribution_report", ("agency", "known_from", "known_until"), IS_REPORT),
        Partial("contribution_performance", ("cohort",), IS_PERFORMANCE),
    ),
)

DISPUTE = Table(
    "dispute",
    "一件纠纷现在的样子；并入他案、全部撤回的不在其中",
    "One dispute as it stands; joined or wholly retracted ones aren't here",
    (
        _DISPUTE,
        Column("status", "TEXT NOT NULL", "状态", "Status (domain §2.4)"),
        Column("is_open", "INTEGER NOT NULL", "1：未了结", "1 while it isn't closed"),
        Column("type", "TEXT NOT NULL", "纠纷类别", "Dispute type"),
        Column("channel", "TEXT NOT NULL", "首报渠道", "Channel of the first report"),
        Column("county", "TEXT", "区县代码", "County"),
        Column("unit", "TEXT", "在办或办结的单位", "Unit that has or had the case"),
        Column("level", "INTEGER", "该单位的层级", "Its level"),
        Column("holder", "TEXT", "现由谁办（单位或部门代码）", "Who must act next: unit or agency"),
        Column("rule", "TEXT", "因何", "By which rule"),
        Column("since", "TEXT", "自哪天", "Since which day"),
        Column("due", "TEXT", "期限", "Until which day"),
        Column("reported_on", "TEXT NOT NULL", "首报日", "Day of the first report"),
        Column("accepted_on", "TEXT", "首次受理日", "Day of the first acceptance"),
        Column("concluded_on", "TEXT", "办结日", "Day of the outcome"),
        Column("outcome", "TEXT", "处理结果", "Outcome"),
        Column("reports", "INTEGER NOT NULL", "来源记录数", "Number of reports"),
        Column("reopenings", "INTEGER NOT NULL", "反悔后重新受理次数", "Times it was re-opened after a breach"),
        Column(
            "lacks_holder",
            "INTEGER NOT NULL",
            "1：还要办，却无人负责（必须没有）",
            "1 when it still has to find its end and nobody holds it (there must be none)",
        ),
    ),
    ("dispute",),
    (("is_open", "holder", "due"), ("is_open", "due"), ("lacks_holder",)),
)

NUMBER = Table(
    "number",
    "人们称呼一件纠纷的编号",
    "The numbers by which people call a dispute",
    (
        Column("id", "INTEGER NOT NULL", "行号", "Row number"),
        _DISPUTE,
        Column("number", "TEXT NOT NULL", "原样", "As written"),
        Column("bare", "TEXT NOT NULL", "去掉全半角、括号写法之别", "Without differences of width and bracket"),
        Column("year", "INTEGER", "案号年份", "Year of a case number"),
        Column("court", "TEXT", "法院代字，如 黑0803", "Court of a case number"),
        Column("serial", "INTEGER", "案号序号", "Serial of a case number"),
    ),
    ("id",),
    (("dispute",), ("bare",), ("serial", "court", "year")),
)

PARTY = Table(
    "party",
    "当事人姓名的密钥标记（盲索引）：没有主密钥既认不出也试不出姓名",
    "Keyed tokens of parties' names (a blind index): without the master key no name can be read or tried out",
    (
        Column("token", "TEXT NOT NULL", "姓名的标记", "Token of a name"),
        _DISPUTE,
    ),
    ("token", "dispute"),
    (("dispute",),),
)

WAITING = Table(
    "waiting",
    "还在等待前序事实的事实",
    "Facts that wait for their predecessor",
    (
        _DISPUTE,
        Column("native_id", "TEXT NOT NULL", "部门自己的编号", "The agency's own number"),
        Column("event", "TEXT NOT NULL", "事件", "Event"),
        Column("agency", "TEXT NOT NULL", "部门代码", "Agency"),
        Column("count", "INTEGER NOT NULL", "件数", "How many"),
    ),
    ("dispute", "agency", "event", "native_id"),
)

DOCKET = Table(
    "docket",
    "列入某半年会商的纠纷",
    "Disputes on the docket of a half",
    (_DISPUTE, Column("half", "TEXT NOT NULL", "半年，如 2026-H1", "Half, such as 2026-H1")),
    ("half", "dispute"),
    (("dispute",),),
)

HARD = Table(
    "hard",
    "半年会商的条件按现状是否成立（不含“在办超期”，它随时间成立）",
    "Whether a rule of the half-yearly meeting holds as things stand (but for *open too long*, which time makes true)",
    (
        _DISPUTE,
        Column("last_day", "TEXT NOT NULL", "最后一件事发生的日期", "Day on which the last thing occurred"),
        Column("known_to", "TEXT NOT NULL", "最后得知于（UTC）", "Last known at (UTC)"),
        Column("opened_on", "TEXT", "在办案件的受理日，空为不在办", "Day from which its open case counts; null: none"),
        Column("holds", "INTEGER NOT NULL", "1：有条件成立", "1 where a rule holds"),
    ),
    ("dispute",),
    (("known_to",),),
)

HARD_THEN = Table(
    "hard_then",
    "某半年末日符合条件，其后又有进展的纠纷",
    "Disputes for which a rule held on the last day of a half, and that went on after it",
    (_DISPUTE, Column("half", "TEXT NOT NULL", "半年，如 2026-H1", "Half, such as 2026-H1")),
    ("half", "dispute"),
    (("dispute",),),
)

HANDED = Table(
    "handed",
    "纠纷在哪天移交（升级）过",
    "Days on which a dispute was handed over or escalated",
    (_DISPUTE, Column("day", "TEXT NOT NULL", "日期（北京时间）", "Day (Shanghai)")),
    ("day", "dispute"),
    (("dispute",),),
)

SUPERVISED = Table(
    "supervised",
    "可能要督办的纠纷：已督办过，或有逾期即须督办的期限在走",
    "Disputes that supervision may be about: it was ordered, or a clock runs whose breach leads to it",
    (_DISPUTE,),
    ("dispute",),
)

REPORTED = Table(
    "reported",
    "纠纷第一次报送的日期（撤回的报送也算）：趋势从哪天起有数",
    "Day of a dispute's first report, taken back or not: trends are known from the first of all",
    (_DISPUTE, Column("day", "TEXT NOT NULL", "日期（北京时间）", "Day (Shanghai)")),
    ("dispute",),
    (("day",),),
)

FILED = Table(
    "filed",
    "有效的信访、警情报送：上访与90日内再次报警由此计数",
    "Live petitions and police reports, of which trends count petitions and repeated police reports",
    (
        _DISPUTE,
        Column("number", "INTEGER NOT NULL", "序号", "Its number within the dispute"),
        Column("root", "TEXT NOT NULL", "来源记录编号", "Root of the report"),
        Column("channel", "TEXT NOT NULL", "来源渠道", "Channel"),
        Column("occurred_at", "TEXT NOT NULL", "发生时间（UTC）", "When it occurred (UTC)"),
        Column("place", "TEXT", "区划代码，空为不详", "Division; null: unknown"),
        Column("type", "TEXT NOT NULL", "纠纷类别", "Dispute type"),
        Column("parties", "INTEGER NOT NULL", "当事人数", "Number of parties"),
        Column(
            "tokens",
            "TEXT NOT NULL",
            "当事人证件号的密钥标记（JSON；没有主密钥既认不出也试不出）",
            "Keyed tokens of parties' numbers, JSON: without the master key nobody can be read or tried out",
        ),
    ),
    ("dispute", "number"),
)

SPELL = Table(
    "spell",
    "计入所涉各月的事：诉前委派超期、信访前置等待、不予处罚",
    "What counts in each month that it touches: overdue pre-suit referrals, petitions waiting, penalties waived",
    (
        _DISPUTE,
        Column("number", "INTEGER NOT NULL", "序号", "Its number within the dispute"),
        Column("kind", "TEXT NOT NULL", "什么：late_entrust、gate_wait、waived", "late_entrust, gate_wait, waived"),
        Column("what", "TEXT NOT NULL", "计什么：移交或纠纷编号", "What is counted: a referral, a dispute"),
        Column("place", "TEXT", "区划代码，空为不详", "Division; null: unknown"),
        Column("first_day", "TEXT NOT NULL", "第一天；晚于最后一天则从未发生", "First day; after the last: never"),
        Column("last_day", "TEXT", "最后一天，空为仍在继续", "Last day; null: it goes on"),
    ),
    ("dispute", "number"),
)

PAIR = Table(
    "pair",
    "待人判断是否同一件事的两条来源记录",
    "Pairs of reports of which a person must say whether they are one dispute",
    (Column("pair", "TEXT NOT NULL", "两条记录的编号", "Key of the pair"),),
    ("pair",),
)

RECEIPT = Table(
    "receipt",
    "每次送达的回执：写到哪个部门、第几次、何时",
    "The receipt of each attempt to deliver: to which agency, which attempt, when",
    (
        Column("delivery", "TEXT NOT NULL", "送达编号", "Delivery"),
        Column("attempt", "INTEGER NOT NULL", "第几次", "Which attempt, from 1"),
        Column("agency", "TEXT NOT NULL", "部门代码", "Agency"),
        Column("status", "TEXT NOT NULL", "结果", "What became of it"),
        Column("native_ref", "TEXT NOT NULL", "在该部门系统中的编号", "The number under which it stands there"),
        Column("written_at", "TEXT NOT NULL", "写入时间（UTC）", "Written at (UTC)"),
    ),
    ("delivery", "attempt"),
)

REVISION = Table(
    "revision",
    "已公布的月报修订",
    "The published revisions of the month",
    (
        Column("unit", "TEXT NOT NULL", "单位代码，CITY 为全市", "Unit; CITY is the whole city"),
        Column("month", "TEXT NOT NULL", "月份", "Month"),
        Column("revision", "INTEGER NOT NULL", "修订号", "Number"),
        Column("as_known_at", "TEXT NOT NULL", "数据截至（UTC）", "As known at (UTC)"),
        Column("definition", "TEXT NOT NULL", "统计口径", "Definition of counting"),
        Column("hash", "TEXT NOT NULL", "校验码", "Hash of its cells"),
    ),
    ("unit", "month", "revision"),
)

PUBLISHED_CELL = Table(
    "published_cell",
    "已公布修订的每个数字",
    "Each figure of a published revision",
    (
        *REVISION.columns[:3],
        Column("tbl", "TEXT NOT NULL", "表", "Table"),
        Column("key", "TEXT NOT NULL", "行", "Row"),
        Column("measure", "TEXT NOT NULL", "列", "Column"),
        Column("value", "INTEGER", "数值，不计小数点", "Value without its decimal point"),
        Column("scale", "INTEGER NOT NULL", "小数位数", "Decimal places"),
        Column("basis", "TEXT", "非由案件得出的数的来源", "What it's made of where that isn't disputes"),
    ),
    ("unit", "month", "revision", "tbl", "key", "measure"),
)

DEFINITION_OUTCOME = Table(
    "definition_outcome",
    "各口径下一种处理结果计入什么",
    "What an outcome counts in, by definition",
    (
        Column("definition", "TEXT NOT NULL", "统计口径", "Definition of counting"),
        Column("outcome", "TEXT NOT NULL", "处理结果", "Outcome"),
        Column("is_success", "INTEGER NOT NULL", "成功率分子", "Counts as success in the rate"),
        Column("is_rated", "INTEGER NOT NULL", "成功率分母", "Counts in the base of the rate"),
        Column("in_median", "INTEGER NOT NULL", "计入办理天数中位数", "Counts in the median of days"),
    ),
    ("definition", "outcome"),
)

DEFINITION = Table(
    "definition",
    "统计口径及其有效期",
    "Definitions of counting, dated",
    (
        Column("definition", "TEXT NOT NULL", "统计口径", "Definition of counting"),
        Column("valid_from", "TEXT", "自哪天（含）", "First day in force"),
        Column("valid_to", "TEXT", "至哪天（含）", "Last day in force"),
        Column(
            "counts_first_day", "INTEGER NOT NULL", "受理当天算第一天", "1 if the day of acceptance is the first day"
        ),
    ),
    ("definition",),
)

POSITION = Table(
    "position",
    "读到日志何处：与所写内容同一事务",
    "How far the log was read, in the same transaction as what was written",
    (
        Column("topic", "TEXT NOT NULL", "主题", "Topic"),
        Column("partition", "INTEGER NOT NULL", "分区", "Partition"),
        Column("next", "INTEGER NOT NULL", "下一条", "Next offset"),
    ),
    ("topic", "partition"),
)

META = Table(
    "meta",
    "此文件的版本",
    "Versions of this file",
    (Column("name", "TEXT NOT NULL", "名称", "Name"), Column("value", "INTEGER NOT NULL", "值", "Value")),
    ("name",),
)

TABLES = (
    CONTRIBUTION,
    DISPUTE,
    NUMBER,
    PARTY,
    WAITING,
    DOCKET,
    HARD,
    HARD_THEN,
    HANDED,
    SUPERVISED,
    REPORTED,
    FILED,
    SPELL,
    PAIR,
    RECEIPT,
    REVISION,
    PUBLISHED_CELL,
    DEFINITION,
    DEFINITION_OUTCOME,
    POSITION,
    META,
)
"""Every table once."""

SEARCH = "CREATE VIRTUAL TABLE IF NOT EXISTS number_text USING fts5(bare, tokenize = 'trigram')"
"""Finds a number by any three characters of it; its rowid is ``number.id``."""


def reference_page() -> str:
    """Return the reference page of the tables."""
    lines = [
        "# 只读库 | Read model",
        "",
        "<!-- 由 python -m hub.readmodel.reference 生成，请勿手改 | generated, do not edit -->",
        "",
        "一个 SQLite 文件，`hub run` 每轮更新，`hub read-model build` 可从日志重建；不含姓名、证件号、电话。",
        "每张报表一个 `.sql` 文件（`hub read-model query`），参数 `:first`、`:last`（月份首末日）、`:known_at`",
        "（截至何时所知，UTC，如 `2026-04-10T15:59:59.999999Z`）、`:definition`（口径）、`:unit`（空为全市）。",
        "",
        "One SQLite file, updated each round by `hub run`, rebuilt from the log by `hub read-model build`; no personal",
        "data. One `.sql` file a table of the report (`hub read-model query`), with the parameters named above.",
        "",
    ]
    for table in TABLES:
        lines += [f"## `{table.name}`", "", f"{table.zh} | {table.en}. 主键 | key: `{', '.join(table.key)}`", ""]
        lines += ["| | SQL | 中文 | English |", "|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.sql} | {c.zh} | {c.en} |" for c in table.columns]
        lines += [""]
    return "\n".join(lines)
