"""The one table of topics (design §4): creation, access lists and documentation are generated from it."""

from __future__ import annotations

from hub.core.ports import Topic

SOURCE_SUBMISSIONS = "source.submissions"
DISPUTE_FACTS = "dispute.facts"
DISPUTE_EVENTS = "dispute.events"
AGENCY_INBOX = "agency.inbox"
LINK_CANDIDATES = "link.candidates"
LINK_DECISIONS = "link.decisions"
LINK_PAIRS = "link.pairs"
STATISTICS_ROWS = "statistics.rows"
STATISTICS_MONTHLY = "statistics.monthly"
INDICATOR_OBSERVATIONS = "indicator.observations"
REPORT_FACTS = "report.facts"
REPORT_EVENTS = "report.events"
PARTY_DOSSIERS = "party.dossiers"
DEAD_LETTERS = "hub.deadletters"
RECEIPTS = "agency.receipts"


SUBMISSIONS = "submissions"
CHANGELOG = "hub.changelog"
CUTS = "hub.cuts"
ASSIGNMENT = "hub.shards"


PROCESSED = frozenset({SOURCE_SUBMISSIONS, DISPUTE_FACTS, LINK_CANDIDATES, LINK_PAIRS, REPORT_FACTS})
"""What processors read: on a cluster a shard is the same-numbered partition of each of these."""

VERSIONED = PROCESSED | {CHANGELOG, CUTS, ASSIGNMENT}
"""
Topics of which another number of shards makes a new version beside the old one (design §3 rule 6).

Of every other topic the number of partitions is its own affair: agencies' topics stay what they are.
"""


def version_of(name: str, version: int) -> str:
    """
    Return how *version* of what is called *name* is called on a cluster.

    >>> version_of("hub.cuts", 1), version_of("hub.cuts", 2)
    ('hub.cuts', 'hub.cuts.v2')
    """
    return name if version == 1 else f"{name}.v{version}"


def split_version(name: str) -> tuple[str, int]:
    """
    Return what :func:`version_of` made *name* of.

    >>> split_version("hub.cuts.v2"), split_version("hub.cuts"), split_version("agency.inbox.v")
    (('hub.cuts', 2), ('hub.cuts', 1), ('agency.inbox.v', 1))
    """
    bare, _, number = name.rpartition(".v")
    return (bare, int(number)) if bare and number.isdecimal() else (name, 1)


def submissions_of(agency: str) -> str:
    """Return the topic that *agency* alone writes."""
    return f"{SUBMISSIONS}.{agency}"


def inbox_of(agency: str) -> str:
    """Return the topic that *agency* alone reads."""
    return f"{AGENCY_INBOX}.{agency}"


TOPICS: tuple[Topic, ...] = (
    Topic(
        name=SUBMISSIONS,
        key="root",
        writers=("agency",),
        readers=("forwarder",),
        cleanup="delete",
        zh="各部门报送，仅本部门可写",
        en="What one agency states; that agency alone writes it",
        per_agency=True,
        days=30,
    ),
    Topic(
        name=SOURCE_SUBMISSIONS,
        key="root",
        writers=("forwarder", "gateway", "console", "linking"),
        readers=("intake",),
        cleanup="keep",
        zh="已受理的报送，带接收时间；编号查找和归案消息",
        en="Submissions taken in, with received_at; look-ups by number and messages about assignment",
    ),
    Topic(
        name=DISPUTE_FACTS,
        key="dispute",
        writers=("intake",),
        readers=("lifecycle",),
        cleanup="keep",
        zh="归到一件纠纷的事实",
        en="Facts of one dispute",
    ),
    Topic(
        name=DISPUTE_EVENTS,
        key="dispute",
        writers=("lifecycle",),
        readers=("entitled",),
        cleanup="keep",
        zh="纠纷事件，不含个人信息",
        en="Dispute events, tokens only",
    ),
    Topic(
        name=AGENCY_INBOX,
        key="root",
        writers=("lifecycle",),
        readers=("agency",),
        cleanup="delete",
        zh="应送达一个部门的事项",
        en="What one agency must receive",
        per_agency=True,
        days=400,
    ),
    Topic(
        name=RECEIPTS,
        key="delivery",
        writers=("adapter", "forwarder"),
        readers=("evidence", "projection"),
        cleanup="keep",
        zh="送达回执",
        en="Receipts of deliveries",
    ),
    Topic(
        name=LINK_CANDIDATES,
        key="party token or pair of tokens",
        writers=("intake",),
        readers=("linking",),
        cleanup="keep",
        zh="疑似重复的线索",
        en="Hints of the same dispute",
    ),
    Topic(
        name=LINK_DECISIONS,
        key="root",
        writers=("linking", "intake"),
        readers=("evidence",),
        cleanup="keep",
        zh="关联、并案、拆案、不并的全部决定",
        en="Every decision to link, merge, split or reject, in one log",
        single_partition=True,
    ),
    Topic(
        name=LINK_PAIRS,
        key="pair of roots",
        writers=("linking", "intake"),
        readers=("clerk",),
        cleanup="keep",
        zh="同一决定，按所判断的一对报送分送",
        en="The same decisions, by the pair of reports that they are about",
    ),
    Topic(
        name=STATISTICS_ROWS,
        key="dispute",
        writers=("lifecycle",),
        readers=("monthly", "projection"),
        cleanup="compact",
        zh="一件纠纷对数字的贡献",
        en="What one dispute contributes to figures",
    ),
    Topic(
        name=STATISTICS_MONTHLY,
        key="unit+month+revision",
        writers=("monthly",),
        readers=("justice bureau",),
        cleanup="compact",
        zh="月度统计",
        en="Monthly statistics",
    ),
    Topic(
        name=INDICATOR_OBSERVATIONS,
        key="body+series",
        writers=("gateway", "console"),
        readers=("projection",),
        cleanup="keep",
        zh="“六减少”各单位月度数据，更正另起版本",
        en="The six reductions as bodies count them by month; a correction is a new version",
    ),
    Topic(
        name=REPORT_FACTS,
        key="body+kind+period",
        writers=("intake",),
        readers=("reporting",),
        cleanup="keep",
        zh="关于一份报表的事实：应报、报送、审核、签发、调整",
        en="Facts about one report: due, submitted, checked, signed, adjusted",
    ),
    Topic(
        name=REPORT_EVENTS,
        key="body+kind+period",
        writers=("reporting",),
        readers=("entitled",),
        cleanup="keep",
        zh="报表事件：应报、报送、审核结论、重报、催报、超期、签发",
        en="Report events: due, submitted, checked, restated, warned, breached, signed",
    ),
    Topic(
        name=PARTY_DOSSIERS,
        key="root",
        writers=("adapter",),
        readers=("vault",),
        cleanup="compact",
        zh="密封的当事人材料",
        en="Sealed personal data",
    ),
    Topic(
        name=DEAD_LETTERS,
        key="record",
        writers=("hub",),
        readers=("console",),
        cleanup="keep",
        zh="隔离的记录",
        en="Quarantined records",
    ),
)
"""Every topic once."""

ENGINE_TOPICS: tuple[Topic, ...] = (
    Topic(
        name=CHANGELOG,
        key="state, row or progress",
        writers=("engine",),
        readers=("engine", "console"),
        cleanup="compact",
        zh="各分片的状态、行与进度，由此重建本机副本",
        en="States, rows and progress of each shard, from which copies are rebuilt",
    ),
    Topic(
        name=CUTS,
        key="shard+marker",
        writers=("engine", "console"),
        readers=("engine", "console", "forwarder"),
        cleanup="compact",
        zh="截数标记已放入、已通过；枢纽是否开放；修订的设置，各工作进程用哪一版",
        en="Close markers: put on the log, passed by shards; is the hub open; amended settings and who has them",
        single_partition=True,
    ),
    Topic(
        name=ASSIGNMENT,
        key="none",
        writers=(),
        readers=("engine",),
        cleanup="delete",
        zh="只用来分配分片，从不写入",
        en="Assigns shards to workers; nothing is ever written to it",
        days=1,
    ),
)
"""What the engine keeps for itself on a cluster; the embedded engine has none of it."""
