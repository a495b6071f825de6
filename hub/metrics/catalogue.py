"""
The one catalogue of metrics: exposition, reference page, alerts and dashboard are held to it.

Labels name agencies, processors, topics, shards and codes: sets that the settings bound. Nothing of a person, no number
of a case and no free text is ever a label. A table of data and nothing else: a few lines for each metric that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    """Types of Prometheus."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """
    One metric.

    Attributes:
        remedy: Section of ``docs/operations/runbooks.md`` that says what to do, empty where nothing is to be done.
    """

    name: str
    kind: MetricKind
    zh: str
    en: str
    labels: tuple[str, ...] = ()
    remedy: str = ""


_COUNTER, _GAUGE, _HISTOGRAM = MetricKind.COUNTER, MetricKind.GAUGE, MetricKind.HISTOGRAM
_BY_SHARD = ("shard",)
_BY_STAGE = ("processor", "shard")
_BY_AGENCY = ("agency",)
_BY_READER = ("group", "topic", "partition")

ENGINE_BATCHES = Metric(
    name="hub_engine_batches_total",
    kind=_COUNTER,
    labels=("shard", "ending"),
    zh="批次数，按结果：committed 已提交，fenced 被接管，failed 失败（会重试）",
    en="Batches by how they ended: committed, fenced (another process took over), failed (tried again)",
    remedy="worker-dead",
)
ENGINE_ENTRIES = Metric(
    name="hub_engine_entries_total",
    kind=_COUNTER,
    labels=_BY_SHARD,
    zh="处理过的日志条目",
    en="Log entries taken by committed batches",
    remedy="lag-growing",
)
ENGINE_BATCH_SECONDS = Metric(
    name="hub_engine_batch_seconds",
    kind=_HISTOGRAM,
    labels=_BY_SHARD,
    zh="一批从开始到提交完成的时间",
    en="From the begin of a batch to the end of its commit",
    remedy="lag-growing",
)
ENGINE_CACHED_STATES = Metric(
    name="hub_engine_cached_states",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="内存中的状态数（有上限）",
    en="States kept decoded in memory (bounded)",
)
ENGINE_LAG = Metric(
    name="hub_engine_lag_records",
    kind=_GAUGE,
    labels=_BY_STAGE,
    zh="已在日志、尚未处理的条目",
    en="Entries on the log that a processor has not taken",
    remedy="lag-growing",
)
ENGINE_OLDEST = Metric(
    name="hub_engine_oldest_unprocessed_seconds",
    kind=_GAUGE,
    labels=_BY_STAGE,
    zh="最早一条未处理条目接收至今的时间，没有则为 0",
    en="Age of the oldest entry that a processor has not taken, 0 for none",
    remedy="lag-growing",
)
ENGINE_TIME_BEHIND = Metric(
    name="hub_engine_time_behind_seconds",
    kind=_GAUGE,
    labels=_BY_STAGE,
    zh="分区时间落后于时钟多少；期限按分区时间触发",
    en="How far partition time lies behind the clock: deadlines fire by partition time",
    remedy="worker-dead",
)
ENGINE_PROGRESS = Metric(
    name="hub_engine_progress_ratio",
    kind=_GAUGE,
    labels=_BY_STAGE,
    zh="日志已处理的比例；重建时即重建进度",
    en="Share of the log that was taken; during a rebuild its progress",
    remedy="lag-growing",
)
ENGINE_STATES = Metric(
    name="hub_engine_states",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="保存的状态总数",
    en="States kept by all processors",
)
ENGINE_TIMERS = Metric(
    name="hub_engine_timers", kind=_GAUGE, labels=_BY_STAGE, zh="等待到期的定时", en="Timers that wait"
)
ENGINE_OUTBOX = Metric(
    name="hub_engine_outbox_records",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="待交给其他分片的条目",
    en="Entries that wait for other shards",
    remedy="lag-growing",
)
ENGINE_CUTS_OPEN = Metric(
    name="hub_engine_cuts_open",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="尚未走完的关账标记",
    en="Close markers that have not passed every processor",
    remedy="months-to-close",
)
ENGINE_DEAD_LETTERS = Metric(
    name="hub_engine_dead_letters",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="处理不了而搁置、待人处理的记录",
    en="Records that no processor could take and nobody has mended",
    remedy="quarantine-growing",
)
ENGINE_EPOCH = Metric(
    name="hub_engine_epoch",
    kind=_GAUGE,
    labels=_BY_SHARD,
    zh="分片被接管的次数；每次启动加一",
    en="How often the shard was taken over; each start adds one",
    remedy="worker-dead",
)
ENGINE_GENERATION = Metric(
    name="hub_engine_generation", kind=_GAUGE, zh="第几次从日志重算", en="Number of the computation from the log"
)
BUS_RECORDS = Metric(
    name="hub_bus_records_total",
    kind=_COUNTER,
    labels=("topic", "shard"),
    zh="每个主题写入的条目",
    en="Entries appended to each topic",
)
ADAPTER_RECORDS = Metric(
    name="hub_adapter_records_total",
    kind=_COUNTER,
    labels=("agency", "step"),
    zh="各部门的记录，按步骤：读取、译出、报送、重复、更正、隔离",
    en="Records of each department by step: polled, translated, submitted, repeated, corrected, quarantined",
)
ADAPTER_RECEIPTS = Metric(
    name="hub_adapter_receipts_total",
    kind=_COUNTER,
    labels=("agency", "status"),
    zh="送达回执，按结果",
    en="Receipts of deliveries by their status",
    remedy="deliveries-waiting",
)
ADAPTER_SPOOL = Metric(
    name="hub_adapter_spool_records",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="已译出、尚未进入日志的报送",
    en="Statements that wait to enter the log",
    remedy="department-away",
)
ADAPTER_PAUSED = Metric(
    name="hub_adapter_paused",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="1：被人暂停",
    en="1 while a person has it paused",
    remedy="department-away",
)
ADAPTER_CIRCUIT_OPEN = Metric(
    name="hub_adapter_circuit_open",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="1：该部门系统连续失败，暂不再试",
    en="1 while the department's system rests after failures in a row",
    remedy="department-away",
)
ADAPTER_TROUBLE = Metric(
    name="hub_adapter_trouble",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="上一轮的错误数",
    en="Errors of the last round",
    remedy="department-away",
)
ADAPTER_LAST_SUCCESS = Metric(
    name="hub_adapter_last_success_timestamp_seconds",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="最近一次顺利读取的时刻，从未则为 0",
    en="When the department was last read without trouble, 0 for never",
    remedy="department-away",
)
QUARANTINE_ITEMS = Metric(
    name="hub_quarantine_items",
    kind=_GAUGE,
    labels=("agency", "task"),
    zh="隔离待处理，按部门和谁来办（department、clerk、operations、maintainers）",
    en="Held items by department and whose task they are (department, clerk, operations, maintainers)",
    remedy="quarantine-growing",
)
QUARANTINE_OLDEST = Metric(
    name="hub_quarantine_oldest_seconds",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="最早一件隔离至今的时间，没有则为 0",
    en="Age of the oldest held item, 0 for none",
    remedy="quarantine-growing",
)
DELIVERIES_WAITING = Metric(
    name="hub_deliveries_waiting",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="未取得回执的送达",
    en="Deliveries without a receipt",
    remedy="deliveries-waiting",
)
DELIVERIES_OLDEST = Metric(
    name="hub_deliveries_oldest_seconds",
    kind=_GAUGE,
    labels=_BY_AGENCY,
    zh="最早一件未取得回执的送达至今的时间，没有则为 0",
    en="Age of the oldest delivery without a receipt, 0 for none",
    remedy="deliveries-waiting",
)
DISPUTES = Metric(
    name="hub_disputes",
    kind=_GAUGE,
    labels=("standing",),
    zh="纠纷数：open 未了结，closed 已了结",
    en="Disputes: open, closed",
)
DISPUTES_WITHOUT_HOLDER = Metric(
    name="hub_disputes_without_holder",
    kind=_GAUGE,
    zh="无人负责的未了结纠纷，必须为 0",
    en="Open disputes that nobody holds; must be 0",
    remedy="dispute-without-holder",
)
DISPUTES_OVERDUE = Metric(
    name="hub_disputes_overdue",
    kind=_GAUGE,
    zh="下一步已超期的纠纷",
    en="Disputes whose next step is past its last day",
    remedy="deadlines-passed",
)
MONTHS_TO_CLOSE = Metric(
    name="hub_months_to_close",
    kind=_GAUGE,
    zh="关账日已过、尚无第一版月报的月份",
    en="Months past their close day without revision 1",
    remedy="months-to-close",
)
LINKS_WAITING = Metric(
    name="hub_links_waiting",
    kind=_GAUGE,
    zh="待判断是否同一纠纷的报送对",
    en="Pairs of reports that wait for a clerk's judgement",
    remedy="links-waiting",
)
LINKS_OLDEST = Metric(
    name="hub_links_oldest_seconds",
    kind=_GAUGE,
    zh="最早一对等待至今的时间，没有则为 0",
    en="Age of the oldest pair that waits, 0 for none",
    remedy="links-waiting",
)
READ_MODEL_BEHIND = Metric(
    name="hub_read_model_behind_records",
    kind=_GAUGE,
    zh="只读库落后于处理结果的条目",
    en="Entries taken by the engine that the read model has not followed",
    remedy="read-model-behind",
)
RUNNING = Metric(
    name="hub_running", kind=_GAUGE, zh="1：枢纽进程在运行", en="1 while the hub's process runs", remedy="worker-dead"
)
ROUND_AT = Metric(
    name="hub_round_timestamp_seconds",
    kind=_GAUGE,
    zh="最近一轮结束的时刻，从未则为 0",
    en="When the last round ended, 0 for never",
    remedy="worker-dead",
)
ROUND_TROUBLE = Metric(
    name="hub_round_trouble",
    kind=_GAUGE,
    zh="1：上一轮报告了问题（hub status 说明是什么）",
    en="1 when the last round reported trouble (hub status says what)",
    remedy="round-trouble",
)
DISK_FREE = Metric(
    name="hub_disk_free_bytes",
    kind=_GAUGE,
    labels=("folder",),
    zh="数据、备份文件夹所在磁盘的可用空间",
    en="Free space of the disks that hold data and backups",
    remedy="disk-full",
)
DISK_SIZE = Metric(
    name="hub_disk_size_bytes",
    kind=_GAUGE,
    labels=("folder",),
    zh="这些磁盘的总空间",
    en="Size of these disks",
    remedy="disk-full",
)
FOLDER_BYTES = Metric(
    name="hub_folder_bytes",
    kind=_GAUGE,
    labels=("folder",),
    zh="枢纽自己的文件占用",
    en="What the hub's own files take",
    remedy="disk-full",
)
BACKUP_AT = Metric(
    name="hub_backup_timestamp_seconds",
    kind=_GAUGE,
    zh="最近一次备份的时刻，从未则为 0",
    en="When the last backup was made, 0 for never",
    remedy="restore",
)
BACKUP_VERIFIED_AT = Metric(
    name="hub_backup_verified_timestamp_seconds",
    kind=_GAUGE,
    zh="最近一次试恢复成功的时刻，从未则为 0",
    en="When a backup was last proven by restoring it, 0 for never",
    remedy="restore",
)
BUILD_INFO = Metric(
    name="hub_build_info",
    kind=_GAUGE,
    labels=("version", "python", "engine"),
    zh="版本，值恒为 1",
    en="Versions; always 1",
)
SHARDS_WITHOUT_WORKER = Metric(
    name="hub_shards_without_worker",
    kind=_GAUGE,
    zh="没有工作进程的分片，必须为 0",
    en="Shards that no worker has; must be 0",
    remedy="worker-dead",
)
WORKER_SHARDS = Metric(
    name="hub_worker_shards",
    kind=_GAUGE,
    labels=("standing",),
    zh="本工作进程的分片数：owned 在运行，coming 正在接手",
    en="Shards of this worker: owned (it runs them), coming (it is taking them over)",
    remedy="worker-dead",
)
WORKER_TROUBLE = Metric(
    name="hub_worker_trouble",
    kind=_GAUGE,
    zh="1：本工作进程现在无法工作（hub worker status 说明原因）",
    en="1 while something keeps this worker from working (hub worker status says what)",
    remedy="worker-dead",
)
FORWARDED = Metric(
    name="hub_forwarded_total",
    kind=_COUNTER,
    zh="受理的部门报送，含退回的",
    en="Records of agencies' own topics taken in or set aside",
    remedy="lag-growing",
)
FORWARDER_TROUBLE = Metric(
    name="hub_forwarder_trouble",
    kind=_GAUGE,
    zh="1：轮到本进程受理而现在无法受理",
    en="1 while it's this process's turn to forward and something keeps it from it",
    remedy="forwarder-stopped",
)
KAFKA_LAG = Metric(
    name="hub_kafka_lag_records",
    kind=_GAUGE,
    labels=_BY_READER,
    zh="读者尚未读取的记录",
    en="Records that a reader has not read",
    remedy="lag-growing",
)
KAFKA_SECONDS_LEFT = Metric(
    name="hub_kafka_unread_seconds_left",
    kind=_GAUGE,
    labels=_BY_READER,
    zh="最早一条未读记录距保留期满还有多久；负数为已可被删除",
    en="Until retention may remove the oldest unread record; negative when it may at once",
    remedy="retention",
)
KAFKA_TIME_USED = Metric(
    name="hub_kafka_unread_retention_ratio",
    kind=_GAUGE,
    labels=_BY_READER,
    zh="最早一条未读记录用掉的保留期比例（时间、字节取大者），1 为即将丢失",
    en="Share of its retention that the oldest unread record has used, by time or bytes; 1: about to be lost",
    remedy="retention",
)
KAFKA_LOST = Metric(
    name="hub_kafka_lost_records",
    kind=_GAUGE,
    labels=_BY_READER,
    zh="未读即被保留期删除的记录，必须为 0",
    en="Records that retention removed before they were read; must be 0",
    remedy="retention",
)
EMERGENCY_OPEN = Metric(
    name="hub_emergency_accounts_open",
    kind=_GAUGE,
    zh="已启封且未失效的应急账号",
    en="Sealed accounts that were opened and haven't ended",
    remedy="emergency-account",
)
EMERGENCY_OPENINGS = Metric(
    name="hub_emergency_openings_total",
    kind=_COUNTER,
    zh="应急账号启封次数",
    en="How often a sealed account was opened",
    remedy="emergency-account",
)
SIGN_INS_REFUSED = Metric(
    name="hub_sign_ins_refused_total",
    kind=_COUNTER,
    zh="被拒的登录（口令、动态码、锁定）",
    en="Sign-ins refused: password, one-time code, lock",
    remedy="emergency-account",
)
GRANTS_WAITING = Metric(
    name="hub_grants_waiting",
    kind=_GAUGE,
    zh="待第二人确认的授权",
    en="Grants that wait for a second person",
)
ACCOUNTS_UNUSED = Metric(
    name="hub_accounts_unused",
    kind=_GAUGE,
    zh="长期未用的账号",
    en="Accounts that nobody used for as long as the settings say",
)
SOURCE_UP = Metric(
    name="hub_metrics_source_up",
    kind=_GAUGE,
    labels=("source",),
    zh="0：这一组指标读取失败",
    en="0 when a group of metrics couldn't be read",
    remedy="round-trouble",
)
SOURCE_SECONDS = Metric(
    name="hub_metrics_source_seconds",
    kind=_GAUGE,
    labels=("source",),
    zh="读取这一组指标用时",
    en="What reading a group of metrics took",
)

METRICS: tuple[Metric, ...] = tuple(found for found in tuple(globals().values()) if isinstance(found, Metric))
"""Every metric once, in the order of this module."""
