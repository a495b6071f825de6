"""Sentences of ``hub links``: reports that may be one dispute."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

VERBS = M("疑似重复：哪些报送是同一件纠纷", "Suspected duplicates: which reports are one dispute")
LIST = M(
    "待判断的报送对，把握大的在前，同分久等的在前", "Pairs to be judged, the likeliest first, of equals the oldest"
)
SHOW = M("两件报送并排对照，及历次判断", "Both reports side by side, and every decision on them")
ACCEPT = M("判为同一件：两件并案", "Same dispute: join the two")
REJECT = M("判为两件：不再询问，除非有新的依据", "Not the same: not asked again unless more speaks for it")
UNDO = M("撤销判断（自动并案也可），恢复待判断", "Take a decision back, a rule's too; the pair waits again")
MEASURE = M("用带标签的脏数据测量并案质量", "Measure the quality of linking on labelled dirty reports")

ARGUMENT_PAIR = M("报送对编号，写开头几位即可", "Id of the pair; its first characters do")
OPTION_STATE = M("只看某一状态，all 为全部", "Only this state; all for every one")
OPTION_LIMIT = M("最多列几对", "How many pairs at most")
OPTION_OFFICER = M("经办人（岗位或工号，不写姓名）", "Who does it: a post or staff number, no name")
OPTION_REASON = M("理由代码", "Reason code")
OPTION_SEED = M("随机种子，同种子同结果", "Seed: the same seed gives the same result")
OPTION_DISPUTES = M("生成多少件纠纷", "How many disputes to generate")
OPTION_CURVE = M("另列各分数线上的准确率与召回率", "Also precision and recall at each score")

COLUMN_PAIR = M("编号", "Pair")
COLUMN_SCORE = M("把握", "Score")
COLUMN_SINCE = M("等候自", "Waiting since")
COLUMN_EARLIER = M("先报", "Earlier report")
COLUMN_LATER = M("后报", "Later report")
COLUMN_TYPE = M("类别", "Type")
COLUMN_EVIDENCE = M("依据", "Evidence")
COLUMN_ASPECT = M("项目", "Aspect")
COLUMN_WHEN = M("时间", "When")
COLUMN_WHO = M("谁", "Who")
COLUMN_DECISION = M("决定", "Decision")
COLUMN_WHY = M("理由", "Why")

EMPTY = M(
    "没有待判断的报送对。有相似的报送时自动列在这里",
    "No pair waits to be judged; reports that are alike are listed by themselves",
)
COUNT = M("共 {count} 对待判断，最早的自 {since} 起等候", "{count} pairs wait, the oldest since {since}")
SHOWN = M("列出前 {shown} 对", "the first {shown} are shown")
NEXT = M("下一步：hub links show {pair}", "Next: hub links show {pair}")
HEAD = M("{pair}  {state}（自 {since}）  把握 {score}", "{pair}  {state} (since {since})  score {score}")
ONE_NOW = M("现为同一件纠纷 {dispute}", "They are one dispute now: {dispute}")
TWO_NOW = M("现为两件纠纷 {earlier}、{later}", "They are two disputes now: {earlier}, {later}")
DECIDE = M(
    "判断：hub links accept {pair} --officer 工号，或 hub links reject {pair} --officer 工号 --reason 理由",
    "Decide: hub links accept {pair} --officer CODE, or hub links reject {pair} --officer CODE --reason REASON",
)
TAKE_BACK = M("撤销：hub links undo {pair} --officer 工号", "Take back: hub links undo {pair} --officer CODE")
UNKNOWN_REPORT = M("（报送未到）", "(report not here)")
NO_PAIR = M("没有这一对", "no such pair")
SEVERAL_PAIRS = M("有多对以此开头，请多写几位", "several pairs begin like this, write more of it")
SEE_LIST = M("hub links list", "hub links list")
SUCH_REASONS = M("可用的理由：{names}", "reasons: {names}")
WHAT = M("{pair} {verb}", "{pair}: {verb}")
DONE = M(
    "已记入：{event}（{officer}，{reason}）。枢纽下一轮处理后生效",
    "Recorded: {event} ({officer}, {reason}). It takes effect with the hub's next round",
)

ASPECT_AGENCY = M("报送部门", "Agency")
ASPECT_NUMBER = M("编号", "Number")
ASPECT_TYPE = M("纠纷类别", "Type")
ASPECT_CHANNEL = M("来源渠道", "Channel")
ASPECT_DIVISION = M("发生地", "Place")
ASPECT_REPORTED = M("报送日", "Reported")
ASPECT_PARTIES = M("当事人数", "Parties")
ASPECT_DISPUTE = M("现属纠纷", "Dispute now")
AGREES_PARTY = M("当事人 {one} ＝ 当事人 {other}：{marks} 一致", "party {one} = party {other}: same {marks}")
AGREES_NOBODY = M("当事人无一致之处（按无标注标识比对）", "no marked token of the parties agrees")
CONTRADICTS = M(
    "矛盾：双方都有对方当事人的证件号码，但不相同", "Against: both have the other party's number, and they differ"
)
MARK_PERSON = M("证件号码", "identity number")
MARK_BODY = M("信用代码", "credit code")
MARK_NAME = M("姓名", "name")
MARK_SOUND = M("姓名读音", "sound of the name")
MARK_PHONE = M("电话", "telephone")
MARK_BIRTH = M("出生日期", "birth date")
TYPE_SAME = M("类别相同", "same type")
TYPE_OTHER = M("类别不同", "other type")
TOWNSHIP_SAME = M("同一乡镇", "same township")
COUNTY_SAME = M("同一区县", "same county")
NUMBERS_DIFFER = M("证件号码矛盾", "numbers contradict")
NAMES_DIFFER = M("姓名不同", "names differ")
PARTY_AGREES = M("一方{marks}一致", "a party's {marks}")
APART = M("相隔 {days} 天", "{days} days apart")
BY_RULE = M("规则", "rule")
ACTION_LINK = M("并案", "joined")
ACTION_PROPOSE = M("提请判断", "asked")
ACTION_SPLIT = M("拆开", "split")
ACTION_REJECT = M("不并", "rejected")
ACTION_REOPEN = M("重新判断", "reopened")
ACTION_VOID = M("作废", "void")

STATUS_WAITING = M(
    "疑似重复 {count} 对待判断，最早的自 {since} 起等候；下一步：hub links list",
    "{count} suspected duplicates wait for a judgement, the oldest since {since}; next: hub links list",
)

MEASURED = M(
    "种子 {seeds}：{disputes} 件纠纷，{reports} 件报送（带标签的脏数据，经真实的解析、标识、并案流程）",
    "seed {seeds}: {disputes} disputes, {reports} reports (labelled dirt through the real parsers, tokens and linking)",
)
COLUMN_MEASURE = M("指标", "Measure")
COLUMN_PAIRS = M("报送对", "Pairs")
COLUMN_SHARE = M("比例（95% 区间）", "Share (95 %)")
COLUMN_DIRT = M("脏数据种类", "Dirt")
COLUMN_AUTOMATIC = M("自动找回", "Recall by rule")
COLUMN_WITH_QUEUE = M("加人工找回", "Recall with queue")
COLUMN_TRAP = M("易混情形", "Trap")
COLUMN_ASKED = M("提请判断", "Asked")
COLUMN_WRONG = M("误并", "Wrongly united")
COLUMN_RIGHT = M("此分以上真", "Right from here up")
COLUMN_MISTAKEN = M("此分以上假", "Wrong from here up")
PRECISION = M("自动并案准确率", "Precision by rule")
RECALL = M("自动并案找回率", "Recall by rule")
CEILING = M("自动加人工找回率（上限）", "Recall with the queue (ceiling)")
WORTHWHILE = M("提请判断中确为同一件", "Questions answered yes")
WORKLOAD = M(
    "人工：逐件回答共 {asked} 问，每千件报送 {thousand} 问（队列 {queue} 对，答一对可消去相连的对）",
    "Clerk: {asked} questions one by one, {thousand} per 1,000 reports (queue of {queue}; an answer settles others)",
)
THRESHOLDS = M(
    "分数线：{automatic} 以上自动并案，{least} 以上提请判断", "Scores: linked from {automatic}, asked from {least}"
)
DIRT_MISHEARD = M("姓名同音字", "name misheard")
DIRT_MISREAD = M("姓名形近字", "name misread")
DIRT_NICKNAME = M("绰号（王婶）", "nickname")
DIRT_NO_NUMBER = M("无证件号码", "no identity number")
DIRT_CUT_NUMBER = M("号码被表格截断（末三位000）", "number cut by a spreadsheet")
DIRT_OLD_NUMBER = M("15 位旧号码", "legacy number of 15 digits")
DIRT_SWAPPED = M("号码错位", "digits swapped")
DIRT_NO_TELEPHONE = M("无电话", "no telephone")
DIRT_WRONG_TELEPHONE = M("电话错一位", "telephone with a wrong digit")
DIRT_DOUBLE = M("电话存为浮点丢位", "telephone lost in a DOUBLE")
DIRT_OTHER_TYPE = M("类别归类不同", "classed differently")
DIRT_ONE_SIDE = M("只记一方", "one side only")
DIRT_OTHER_PLACE = M("发生地不同", "another place")
DIRT_LATE = M("迟报", "late report")
TRAP_SAME_NAME = M("同名不同人", "two people of one name")
TRAP_ONE_TELEPHONE = M("家人共用电话", "a family on one telephone")
TRAP_FIRM = M("同一公司的多件纠纷", "one firm in many disputes")
TRAP_ANEW = M("同样两人数月后再起纠纷", "the same two anew after months")
TRAP_OTHER_MATTER = M("同样两人另有一事", "the same two about something else")
TRAP_OTHER_OPPONENT = M("同一人与另一人的纠纷", "one of them with somebody else")
