"""What the verbs of closing, signing and proving a form say."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

CLOSE = M("手工关账或重新关账：显示各项平衡关系，公布下一修订", "Close or re-close a month by hand, checks shown")
SIGN = M(
    "签发一个修订：填表人、统计负责人、单位负责人依次签", "Sign a revision: filler, statistics, head, in this order"
)
REOPEN = M("重开已签发的月份：须两人并说明理由", "Open a signed month again: two persons and a reason")
VERIFY = M(
    "核对一份月报文件（XLSX、PDF）：校验码、逐格与数据流比对", "Prove a form (XLSX, PDF): digest, and cell by cell"
)

OPTION_OVERRIDE = M(
    "平衡关系不成立仍要关账：谁决定（签字人代码）", "Close although a check fails: the deciding officer's code"
)
OPTION_REASON = M("理由，留痕", "The reason, kept on record")
OPTION_REVISION = M("修订号，默认最后一个", "Number of the revision; the last one by default")
OPTION_OFFICER = M("签字人代码（hub.toml 的 officers）", "Code of the officer (officers in hub.toml)")
OPTION_SECOND = M("第二人代码", "Code of the second person")
OPTION_ROLE = M("以何角色签：filler、statistics、head", "In which role: filler, statistics or head")
OPTION_FORM = M("报表名称，默认当月有效的", "Id of the form; by default the one in force")
OPTION_PUBLIC = M(
    "对外公布用：1–4 的格子及补充格隐去", "For publication: cells of 1 to 4 and complementary ones are suppressed"
)
FORM_KINDS = M("文件名以 .xlsx 或 .pdf 结尾", "end it in .xlsx or .pdf")
ARGUMENT_FILE = M("月报文件（.xlsx 或 .pdf）", "The form's file (.xlsx or .pdf)")

RUNNING = M("枢纽正在运行，它到关账日自动关账", "the hub is running and closes months by itself")
STOP_IT = M("停下 hub run 后再执行，或等它到期自动关账", "stop hub run and try again, or let it close on the day")
NOT_OVER = M("这一天还没有过完", "this day isn't over")
LATER = M("第二天再关账，或用 --as-of 指定过去的一天", "close on the next day, or name a past day with --as-of")
CHECK_HOLDS = M("[成立] {name}", "[holds] {name}")
CHECK_FAILS = M("[不成立] {name}", "[fails] {name}")
REFUSED = M("平衡关系不成立，不关账：{names}", "checks fail, the month isn't closed: {names}")
OVERRIDE_IT = M("先查明原因（hub stats explain）；确要关账加 --override 签字人 --reason 理由",
                "find the cause (hub stats explain), or add --override OFFICER --reason TEXT")  # fmt: skip
SIGNED_MONTH = M("R{revision} 已签发生效", "R{revision} is signed and in force")
REOPEN_FIRST = M("先由两人重开：hub stats reopen", "two persons reopen it first: hub stats reopen")
CLOSE_WHAT = M("关账 {month}，数据截至 {day}", "close {month} as known at the end of {day}")
CLOSED = M("{month} 已公布 R{revision}，数据截至 {day}", "{month}: R{revision} published, as known at the end of {day}")
CLOSE_SAME = M("{month} 截至 {day} 没有变化，不出新修订", "{month}: nothing differs by {day}, no new revision")
SIGN_WHAT = M("以{role}签发 {month} R{revision}，表内数字校验码 {digest}",
              "sign {month} R{revision} as {role}, digest of figures {digest}")  # fmt: skip
SIGNED = M("已签：{role}  {month} R{revision}", "Signed as {role}: {month} R{revision}")
SIGNED_SOON = M("枢纽运行中，下一轮生效", "The hub is running: it takes effect with its next round")
STILL_TO_SIGN = M("还待签：{roles}", "Still to sign: {roles}")
FROZEN = M("全部签毕，已定稿：{path}", "All have signed; frozen: {path}")
REOPEN_WHAT = M("重开 {month}（{officer}、{second}）：{reason}", "reopen {month} ({officer}, {second}): {reason}")
REOPENED = M("{month} R{revision} 已重开，须重新签发", "{month} R{revision} is open again and must be signed anew")
VERIFY_HEAD = M("{form}  {month} R{revision}", "{form}  {month} R{revision}")
DIGEST_EQUAL = M("[一致] 表内数字与页脚校验码 {digest}", "[equal] the figures and the digest in the footer, {digest}")
DIGEST_DIFFERS = M(
    "[不一致] 表内数字算得 {found}，页脚为 {printed}", "[differs] the figures give {found}, the footer says {printed}"
)
STREAM_EQUAL = M("[一致] 与数据流逐格相同，共 {count} 格", "[equal] cell by cell with the stream, {count} cells")
STREAM_DIFFERS = M(
    "[不一致] {line} · {column}：文件 {file}，数据流 {stream}",
    "[differs] {line} · {column}: file {file}, stream {stream}",
)
STREAM_MISSING = M(
    "[不一致] 数据流上没有此修订（修订校验码 {hash}）", "[differs] the stream has no such revision (hash {hash})"
)
PROVEN = M("结论：此文件与枢纽公布的一致", "This file equals what the hub published")
NOT_PROVEN = M("结论：此文件与枢纽公布的不一致", "This file differs from what the hub published")
FIGURES_HEAD = M("数字工作簿  {month}  截至 {day} 所知", "Workbook of figures  {month}  as known on {day}")
COUNTED_EQUAL = M(
    "[一致] 按当日所知重算，逐格相同，共 {count} 格", "[equal] counted again as known then, {count} cells"
)
COUNTED_DIFFERS = M(
    "[不一致] {place} {label}：文件 {file}，枢纽 {hub}", "[differs] {place} {label}: file {file}, hub {hub}"
)
FIGURES_PROVEN = M("结论：此工作簿与枢纽当日所知的一致", "This workbook equals what the hub knew on that day")
FIGURES_NOT_PROVEN = M(
    "结论：此工作簿与枢纽当日所知的不一致", "This workbook differs from what the hub knew on that day"
)
PUBLIC_WHAT = M("写出公布用表 {path}", "write the table for publication {path}")
