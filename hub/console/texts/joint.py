"""What the page of everything that takes two persons says."""

from __future__ import annotations

from hub.core.permissions import JointDeed
from hub.core.wording import Message

M = Message

TITLE = M("两人办理", "Two persons")
HOW = M(
    "一人提出并写明理由，另一人同意后由提出人办理，只能办一次。提出后 72 小时无人答复、同意后 24 小时未办理即过期。"
    "每一步都记入审计。",
    "One proposes with a reason, another agrees, then the proposer carries it out, once. It expires 72 hours after the"
    " proposal or 24 hours after the agreement. Every step is a line of the journal.",
)
TO_ANSWER = M("待您答复", "For you to answer")
NOTHING_TO_ANSWER = M("没有待您答复的事项", "Nothing waits for your answer")
OWN = M("我提出的", "Proposed by you")
NOTHING_OWN = M("您还没有提出过", "You have proposed nothing yet")
WHAT = M("事项", "What")
ABOUT = M("对象", "About")
REASON = M("理由", "Reason")
REASON_HINT = M("不写姓名和长号码", "No names, no long numbers")
BY = M("提出人", "Proposed by")
AT = M("提出时间", "Proposed")
UNTIL = M("有效至", "Until")
STANDING = M("状态", "State")
DO = M("操作", "Actions")
ANSWERED_BY = M("答复人 {code}", "Answered by {code}")
AGREE = M("同意", "Agree")
REFUSE = M("不同意", "Refuse")
WHY_NOT = M("不同意的理由", "Why not")
WITHDRAW = M("撤回", "Withdraw")
CARRY_OUT = {
    JointDeed.MONTH_REOPENING: M("重开", "Re-open"),
    JointDeed.PERSONAL_EXPORT: M("导出", "Export"),
    JointDeed.KEY_USE: M("取副本", "Take the copy"),
    JointDeed.ACCOUNT_RESET: M("重置", "Reset"),
}
PROPOSE = M("提出", "Propose")
PROPOSE_WHAT = {
    JointDeed.MONTH_REOPENING: M("重开已签发的月份", "Re-open a signed month"),
    JointDeed.PERSONAL_EXPORT: M("导出案件当事人信息", "Export the parties of cases"),
    JointDeed.KEY_USE: M("制作密钥的密封副本", "Make a sealed copy of the key"),
    JointDeed.ACCOUNT_RESET: M("重置账号口令和第二因子", "Reset an account's password and second factor"),
}
PROPOSE_HOW = {
    JointDeed.MONTH_REOPENING: M(
        "已签发的文件保持不变，重开后的修订须重新签发。",
        "The files that were signed stay; what is published after it is signed anew.",
    ),
    JointDeed.PERSONAL_EXPORT: M(
        "证件号码始终隐去；未成年人和涉家庭暴力的当事人姓名、电话始终隐去。每打开一份密封卷宗都有记录。",
        "Identity numbers are always masked, and names and telephones of minors and in family violence. Each sealed"
        " dossier that is opened is on record.",
    ),
    JointDeed.KEY_USE: M(
        "打开身份对照和全部密封卷宗靠的就是枢纽密钥。提出人取得密封的文件，同意人取得打开它的密码；两样分开锁好，"
        "机器损毁后两人一起用 hub key put-back 恢复。",
        "The hub's key opens the map of identities and every sealed dossier. The proposer gets a sealed file, the other"
        " the code that opens it; locked away apart, both are needed for hub key put-back after a loss.",
    ),
    JointDeed.ACCOUNT_RESET: M(
        "给出新的初始口令并取消第二因子。只忘记口令的，在账号页重置口令即可。",
        "It gives a new first password and takes the second factor away. Who forgot the password alone gets a new one"
        " on the page of accounts.",
    ),
}
SUBJECT = {
    JointDeed.MONTH_REOPENING: M("月份", "Month"),
    JointDeed.PERSONAL_EXPORT: M("案号，每行一个，最多 20 个", "Case numbers, one a line, 20 at most"),
    JointDeed.KEY_USE: M("密钥", "Key"),
    JointDeed.ACCOUNT_RESET: M("账号", "Account"),
}
PROPOSED = M("已提出，待第二人同意", "Proposed; it waits for a second person")
AGREED = M("已同意，由提出人办理", "Agreed; the proposer carries it out")
REFUSED = M("已答复不同意", "Refused")
WITHDRAWN = M("已撤回", "Withdrawn")
REOPENED = M("{month} R{revision} 已重开，须重新签发", "{month} R{revision} is open again and must be signed anew")
KEY_CODE = M("密钥副本的密码", "Code of the key's copy")
KEY_CODE_HOW = M(
    "只显示这一次。请抄下装入信封，与副本文件分开锁好；不要交给提出人。",
    "Shown this once. Write it down, lock it away apart from the file, and don't give it to the proposer.",
)
KEPT_IT = M("已抄下", "I have kept it")
ASK_REOPENING = M("重开须两人：先提出，另一人同意后办理", "It takes two persons to re-open it: propose it here")
