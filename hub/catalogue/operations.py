"""What the verbs of operators say: metrics, backups, lag."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

METRICS = M(
    "打印一次监控指标（Prometheus 格式），供 textfile 采集；持续提供用 hub run --metrics",
    "Print the metrics once in Prometheus' format, for a textfile collector; hub run --metrics serves them",
)
OPTION_OUT = M(
    "写入此文件（整体替换）；省略则打印", "Write them to this file, replaced as a whole; else they're printed"
)
OPTION_CATALOGUE = M("只列出有哪些指标、何意", "Only list which metrics there are and what they mean")
OPTION_SERVE = M(
    "在此地址提供监控指标，如 9464 或 127.0.0.1:9464；省略则不开",
    "Serve metrics at this address, such as 9464 or 127.0.0.1:9464; off unless given",
)
SERVING = M("监控指标 {url}", "Metrics at {url}")
WRITTEN = M("{count} 行已写入 {path}", "{count} lines written to {path}")

BACKUP_VERBS = M("备份：整库一致、可证明能恢复", "Backups: consistent as a whole, proven to restore")
BACKUP_NOW = M("立即备份（枢纽照常运行）", "Make a backup now, beside the running hub")
BACKUP_LIST = M("列出备份，最新在前", "List the backups, newest first")
BACKUP_VERIFY = M(
    "试恢复：恢复到临时文件夹、打开、运行、对比，然后删除",
    "Prove a backup: restore it to scratch, open it, run it, compare, and remove it again",
)
RESTORE = M(
    "从备份恢复数据文件夹；现有数据移到一旁，不删除",
    "Restore the data folder from a backup; what is there is moved aside, never deleted",
)
ARGUMENT_BACKUP = M("备份的名称或路径；省略则用最新一份", "Name or path of the backup; the newest unless given")
ARGUMENT_BACKUP_NAMED = M("备份的名称或路径（hub backup list）", "Name or path of the backup (hub backup list)")
OPTION_BACKUP_FOLDER = M("备份文件夹，省略则用设置 [backup] folder", "Folder of backups, else [backup] folder")
OPTION_DEEP = M(
    "还从日志重算一切，逐行对比（每百万条约十分钟）",
    "Also compute everything anew from the log and compare row by row (some ten minutes a million records)",
)
OPTION_SCRATCH = M("临时文件夹放在哪里，省略则在备份旁", "Where scratch goes, beside the backups unless given")
DOCTOR_CLUSTER = M("集群", "Cluster")
DOCTOR_LAG = M("未读与保留期", "Unread and retention")
DOCTOR_WORKERS = M("工作进程", "Workers")
CLUSTER_REACHED = M("{bootstrap} 应答", "{bootstrap} answers")
LAG_WELL = M("{count} 处读取正常，未读 {unread} 条", "{count} readers well, {unread} unread")
LAG_NEAR = M("{count} 处未读记录接近保留期或已丢失", "what {count} readers haven't read is near its retention, or lost")
WORKERS_WELL = M("{count} 个，分片都有人管", "{count}, each shard has one")
WORKERS_MISSING = M("分片 {shards} 没有工作进程", "no worker has the shards {shards}")
BACKUP_MADE = M(
    "已备份 {path}   {files} 个文件   {size}   用时 {seconds:.1f} 秒",
    "Backed up {path}   {files} files   {size}   in {seconds:.1f} s",
)
BACKUP_NEXT = M("下一步：{command} 证明它能恢复", "Next: {command} proves that it restores")
BACKUP_KEY = M(
    "主密钥 {key} 不在备份中，须另行保管",
    "The master key {key} is no part of it: keep it elsewhere",
)
BACKUP_NONE = M("没有备份；{command}", "There is no backup; {command}")
BACKUP_COLUMN = M("备份", "Backup")
BACKUP_COLUMN_AT = M("截至", "As of")
BACKUP_COLUMN_SIZE = M("大小", "Size")
BACKUP_COLUMN_RECORDS = M("日志条目", "Log entries")
BACKUP_COLUMN_VERSION = M("版本", "Version")
PROVEN = M(
    "能恢复 {path}   {files} 个文件未变   续处理 {taken} 条   纠纷 {disputes} 件   用时 {seconds:.1f} 秒",
    "Restores: {path}   {files} files unchanged   {taken} entries gone on with   {disputes} disputes"
    "   in {seconds:.1f} s",
)
PROVEN_DEEP = M("从日志重算：{count} 行全部一致", "Computed anew from the log: all {count} rows are the same")
NO_SUCH_BACKUP = M("没有这份备份", "there is no such backup")
HUB_RUNS = M("枢纽正在运行（进程 {pid}）", "the hub runs (process {pid})")
STOP_FIRST = M("先停止它，再恢复", "stop it, then restore")
OTHER_KEY = M("主密钥是 {found}，备份要用 {wanted}", "the master key is {found}, the backup needs {wanted}")
BRING_KEY = M("放回当时的密钥文件", "put that key file back")
WILL_RESTORE = M(
    "把 {data} 恢复到 {at}；现有数据移到一旁",
    "This restores {data} as of {at}; what is there is moved aside",
)
RESTORED = M("已恢复到 {at}（{path}）", "Restored as of {at} ({path})")
SET_ASIDE = M("原数据移到 {path}；确认无误后再删", "What was there stands in {path}; delete it when all is well")
RESTORED_NEXT = M(
    "此后各部门的变化会重新读入；此后在枢纽里作的判断、签字、调整须重做。下一步：{command}",
    "What departments changed since is read anew; decisions, signatures and adjustments made in the hub since must be"
    " made again. Next: {command}",
)
DOCTOR_BACKUP = M("备份", "Backup")
BACKUP_NEVER = M("从未备份", "never made")
BACKUP_DAYS = M("最近一次 {days} 天前（要求 {most} 天）", "the last one is {days} days old (asked for: {most})")
BACKUP_UNPROVEN = M("，尚未试恢复", ", never proven")

LAG = M(
    "谁还有多少没读、最早的等了多久；Kafka 上还说明距保留期满多久",
    "What who has not read and how long the oldest has waited; on Kafka also how long until retention removes it",
)
OPTION_BOOTSTRAP = M(
    "Kafka 集群的地址 host:port；省略则看本机的日志", "Address of a Kafka cluster; this hub's own log unless given"
)
OPTION_LAG_CLUSTER = M(
    "以此文件中的账号查看，如 forwarder.toml：看得到它可读的主题",
    "Look as the user of this file, such as forwarder.toml: it sees the topics that it may read",
)
OPTION_PREFIX = M("主题和读者名的前缀", "Prefix of topics and groups")
OPTION_AUTHORITY = M("集群证书颁发者的证书（PEM）", "Certificate of the cluster's authority (PEM)")
OPTION_CERTIFICATE = M("本账号的密钥和证书（PEM）", "Key and certificate of this account (PEM)")
LAG_NONE = M("没有读者，也没有会过期的主题", "There are no readers, and no topic that loses records")
LAG_READER = M("读者", "Reader")
LAG_TOPIC = M("主题/分区", "Topic/partition")
LAG_COUNT = M("未读", "Unread")
LAG_OLDEST = M("最早一条", "Oldest")
LAG_LEFT = M("距过期", "Left")
LAG_STANDING = M("状态", "Standing")
LAG_NOBODY = M("（无人读取）", "(nobody)")
LAG_LOST = M("{count} 条未读即被删除", "{count} removed unread")
LAG_HELD = M(
    "{count} 条被丢了结尾的事务扣住（“丢了结尾的事务”）",
    '{count} held back by a lost end ("Lost end of a transaction")',
)
LAG_FINE = M("没有事要办", "Nothing needs attention")
LAG_ATTEND = M(
    "{count} 处要办：docs/operations/runbooks.md “保留期告警”“积压增长”",
    'Attend to {count}: docs/operations/runbooks.md, "Retention alarm" and "Lag growing"',
)
