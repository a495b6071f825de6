"""What ``hub rebuild`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERB = M(
    "从日志重算一个处理环节的状态，与现用状态逐键核对，一致才切换",
    "Replay a processor's state from the log, compare it with the live one, switch when they are equal",
)
ARGUMENT_PROCESSOR = M("处理环节，如 lifecycle", "Processor, e.g. lifecycle")
OPTION_SWITCH = M("核对一致后切换到重算的状态", "Switch to the rebuilt state when both are equal")
OPTION_ACCEPT = M(
    "与 --switch 合用：看过差异，仍要切换", "With --switch: switch in spite of the differences, which were looked at"
)
OPTION_BACK = M("退回上次切换前的状态", "Go back to the state before the last switch")
OPTION_DROP = M("丢弃重算的和留存的状态", "Drop what was rebuilt and what was kept")
OPTION_LIST = M("最多列出多少处差异", "How many differences to list")
WHAT_REPLAY = M("重算 {processor} 的状态，不动现用状态", "replay the state of {processor} beside the live one")
WHAT_SWITCH = M(
    "重算 {processor}，一致后切换；运行中的枢纽会停下，需重新启动",
    "replay {processor} and switch when equal; a running hub stops and must be started again",
)
WHAT_BACK = M(
    "把 {processor} 退回切换前的状态；运行中的枢纽会停下，需重新启动",
    "put {processor} back to its state before the switch; a running hub stops and must be started again",
)
WHAT_DROP = M("丢弃 {processor} 重算的和留存的状态", "drop what was rebuilt and what was kept of {processor}")
REPLAYING = M("重算 {processor}：{taken}/{total} 条", "Replaying {processor}: {taken} of {total} entries")
RESUMED = M("接着上次重算到的 {taken}/{total} 条往下算", "Going on from {taken} of {total} entries, where it stood")
REPLAYED = M("{processor}：已从日志重算 {taken} 条", "{processor}: {taken} entries replayed from the log")
EQUAL = M(
    "逐键一致：{keys} 个键，{timers} 个计时，{rows} 条统计明细；总校验 {hash}",
    "Equal key by key: {keys} keys, {timers} timers, {rows} rows; hash of all {hash}",
)
DIFFERENT = M(
    "有差异：{keys} 个键中 {differing} 个不一致；现用 {live}，重算 {rebuilt}",
    "Different: {differing} of {keys} keys; live {live}, rebuilt {rebuilt}",
)
COLUMN_KEY = M("键", "Key")
COLUMN_SHARD = M("分片", "Shard")
COLUMN_KINDS = M("哪里不同", "What differs")
COLUMN_FIELDS = M("字段", "Fields")
COLUMN_WHY = M("可能原因", "Why, as far as the log says")
MORE = M("另有 {count} 处未列出（--list）", "{count} more aren't listed (--list)")
SWITCHED = M("已切换。重新启动枢纽即可；要退回：{command}", "Switched. Start the hub again; to go back: {command}")
NOT_SWITCHED = M(
    "没有切换。看过差异仍要切换：{command}", "Not switched. To switch in spite of the differences: {command}"
)
SWITCH_NEXT = M("可以切换：{command}", "To switch: {command}")
WENT_BACK = M("已退回切换前的状态。重新启动枢纽即可", "Back at the state before the switch. Start the hub again")
DROPPED = M("已丢弃", "Dropped")
NOT_BOTH = M(
    "--switch、--back、--drop 只能选一个；--accept-differences 要与 --switch 合用",
    "give one of --switch, --back and --drop; --accept-differences goes with --switch",
)

KINDS = {
    "only_live": M("重算里没有", "only live"),
    "only_rebuilt": M("现用里没有", "only rebuilt"),
    "state": M("状态", "state"),
    "version": M("版本号", "version"),
    "timers": M("计时", "timers"),
    "rows": M("统计明细", "rows"),
    "progress": M("进度", "progress"),
}
WHYS = {
    "held_before": M("当时隔离的记录现在能处理了", "a record that was put aside can be taken now"),
    "held_now": M("当时能处理的记录现在要隔离", "a record that was taken is put aside now"),
    "rules": M("规则（程序版本或设置）变了", "the rules (version or settings) have changed"),
}
