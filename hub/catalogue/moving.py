"""What the verbs say that carry a hub to another layout: ``hub topics repartition`` and ``hub migrate``."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TOPICS = M("主题：分区与布局", "Topics: partitions and layout")
REPARTITION = M(
    "把枢纽搬到另一个分片数：复制日志、重算、逐键核对，一致才切换",
    "Carry the hub to another number of shards: copy, replay, compare key by key, switch when equal",
)
OPTION_SHARDS = M("新的分片数", "New number of shards")
OPTION_PREPARE = M(
    "只做准备（枢纽照常运行），留到合适的时候再切换", "Only prepare while the hub runs; switch when it suits"
)
OPTION_UNDO = M("撤销已开始、尚未切换的搬迁", "Undo a move that was begun and not switched")
WHAT_REPARTITION = M(
    "把枢纽搬到 {shards} 个分片；最后一步枢纽会停下，需重新启动",
    "carry the hub to {shards} shards; at the last step a running hub stops and must be started again",
)
WHAT_PREPARE = M("为搬到 {shards} 个分片做准备", "prepare the move to {shards} shards")
WHAT_UNDO = M("撤销尚未切换的搬迁", "undo the move that was not switched")
MOVING = M("搬迁：{taken}/{total} 步", "Moving: {taken} of {total} steps")
PREPARED = M("准备好了，枢纽照常运行。切换：{command}", "Prepared; the hub runs on. To switch: {command}")
UNDONE = M("已撤销，枢纽和原来一样", "Undone; the hub is as it was")
COLUMN_TOPIC = M("主题", "Topic")
COLUMN_RECORDS = M("记录", "Records")
COLUMN_KEYS = M("键", "Keys")
COLUMN_HASH = M("逐键校验", "Hash of all keys")
COLUMN_EQUAL = M("一致", "Equal")
COLUMN_PROCESSOR = M("环节", "Processor")
COLUMN_TIMERS = M("计时", "Timers")
COLUMN_ROWS = M("统计明细", "Rows")
YES = M("是", "yes")
NO = M("否", "no")
MOVED = M("已切换，逐主题、逐键一致。重新启动枢纽即可", "Switched; equal topic by topic and key by key. Start the hub")
SETTINGS_DONE = M("{path} 中已写入 shards = {shards}", "shards = {shards} is written in {path}")
SETTINGS_TODO = M("请在设置中写 shards = {shards}", "Write shards = {shards} in the settings")
OPTION_ADMIN = M(
    "集群上由谁建立新主题：管理员的 cluster.toml；不写则由枢纽自己的用户建立",
    "Who makes the new topics on a cluster: the administrator's cluster.toml; without it the hub's own user",
)
VERSION_DONE = M("{path} 中已写入 topic_version = {version}", "topic_version = {version} is written in {path}")
VERSION_TODO = M("请在设置中写 topic_version = {version}", "Write topic_version = {version} in the settings")
ON_EVERY_MACHINE = M(
    "每台机器的设置都写 shards = {shards} 和 topic_version = {version}，再启动处理节点和枢纽",
    "Write shards = {shards} and topic_version = {version} on every machine, then start the workers and the hub",
)
REPEATED = M(
    "{topic}：{count} 条会再读到一次，收方按编号去重", "{topic}: {count} will be read once more; receivers drop them"
)
NOT_MOVED = M(
    "不一致，没有切换，枢纽和原来一样可以启动。先看差异：{command}",
    "Not equal, so nothing was switched; the hub can be started as before. Look at the differences: {command}",
)
STRAY = M("{count} 条统计明细不属于任何环节", "{count} rows belong to no processor")

MIGRATE = M(
    "把整个枢纽搬到 Kafka 集群，或搬回一台机器", "Carry the whole hub to a Kafka cluster, or back to one machine"
)
UP = M(
    "一台机器 → 集群（[kafka] 所指，主题须已建好）",
    "From one machine to the cluster of [kafka], whose topics must be there",
)
DOWN = M("集群 → 一台机器", "From the cluster to one machine")
WHAT_UP = M(
    "把枢纽搬到 Kafka 集群；最后一步枢纽会停下，需重新启动",
    "carry the hub to the Kafka cluster; at the last step a running hub stops and must be started again",
)
WHAT_DOWN = M(
    "把枢纽从集群搬回一台机器；最后一步处理节点会停下",
    "carry the hub from the cluster to one machine; at the last step its workers stop",
)
WHAT_PREPARE_MIGRATION = M("为搬迁做准备，枢纽照常运行", "prepare the move while the hub runs on")
ENGINE_DONE = M('{path} 中已写入 engine = "{engine}"', 'engine = "{engine}" is written in {path}')
ENGINE_TODO = M('请在设置中写 engine = "{engine}"', 'Write engine = "{engine}" in the settings')
START_WORKERS = M("启动处理节点（hub worker run），再启动枢纽", "Start workers (hub worker run), then the hub")
