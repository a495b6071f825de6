"""What is refused about people, accounts and grants; see :mod:`hub.cli.messages.refusals`."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_TO_PEOPLE = (
    # roles and grants
    M("授权的结束日早于开始日", "the grant ends before it begins"),
    M("改正起止日期", "mend its days"),
    M("授权最长 {days} 天", "a grant lasts {days} days at most"),
    M("缩短到期日，到期后再授权", "give an earlier end, and grant it anew then"),
    M("一人不得同日兼任 {one} 与 {other}", "no one person is {one} and {other} on one day"),
    M("改授他人，或先收回另一项授权", "grant it to another person, or end the other grant first"),
    M(
        "只有新枢纽的首任管理员可由一人在本机任命",
        "only the first administrators of a new hub are appointed by one person at the machine",
    ),
    M("请安全管理员提出", "let the security administrator propose it"),
    M("没有这个账号", "no such account"),
    M("见 hub user list", "see hub user list"),
    M("不得给自己授权", "nobody grants anything to oneself"),
    M("请同事办理", "ask a colleague"),
    M("没有这项授权", "no such grant"),
    M("这项授权不在等待确认", "this grant doesn't wait for anybody"),
    M(
        "须由第二人确认：既不是提出人，也不是被授权人",
        "a second person confirms, neither who proposed it nor who receives it",
    ),
    M("请另一名管理员确认", "ask the other administrator"),
    M("这项授权已结束", "this grant has ended"),
    M("安全管理员才能提出授权", "the security administrator proposes grants"),
    M("安全管理员或系统管理员才能确认授权", "the security or the system administrator confirms grants"),
    M("安全管理员或系统管理员才能收回授权", "the security or the system administrator revokes grants"),
    M("请他们办理", "ask them"),
    # accounts
    M("账号已存在", "the account is there already"),
    M("换一个账号代码", "choose another code"),
    M("应急账号没有口令", "a sealed account has no password"),
    M("重新封存", "seal it anew"),
    M(
        "账号用岗位或工号（如 K3-07）命名，不用人名",
        "an account is named by a post or staff number such as K3-07, not by a person",
    ),
    M("字母、数字、- 和 _，最多 30 位", "letters, digits, - and _, 30 at most"),
    M("显示名为空、过长或含不可见字符", "the name to show is empty, too long or unreadable"),
    M("请改正", "mend it"),
    M("不支持这种语言", "this language isn't spoken"),
    M("zh 或 en", "zh or en"),
    # sealed accounts
    M(
        "封存账号须两人：安全管理员和另一名管理员",
        "two persons seal an account: the security administrator, and a second administrator",
    ),
    M("请两人都登录", "let both sign in"),
    M("应急账号的时限为 1 到 {hours} 小时", "a sealed account is for 1 to {hours} hours"),
    M("账号由字母、数字、- 和 _ 组成", "an account is named by letters, digits, - and _"),
    M("该账号属于个人", "the account is a person's"),
    M("该应急账号已启封且时限已过", "the sealed account was opened before and its hours are over"),
    M("请两名管理员重新封存", "have it sealed anew by two administrators"),
    M("没有这个应急账号", "no such sealed account"),
    # openings and the journal
    M("该岗位无权查看此案的个人信息", "this role opens no personal data of that case"),
    M("请找承办人", "ask who handles it"),
    M("该岗位无权同意查看", "this role agrees to no opening"),
    M("须由第二人同意，不能是申请人", "a second person agrees, not who asked"),
    M("这项申请已不再等待", "this request doesn't wait any more"),
    M("请重新申请", "ask again"),
    M("没有这项申请", "no such request"),
    M("请说明其他理由", "say which other reason"),
    M("几个字，不写人名", "a few words, without names"),
    M(
        "说明过长，或含可能属于个人的号码",
        "the words are too long, or hold a number that could be a person's",
    ),
    M("不写号码再说明一次", "say it without numbers"),
    M("第 {place} 行不是审计导出的内容", "line {place} isn't one of an export of the journal"),
    M("重新导出", "export it again"),
    M("由更新版本的枢纽写成（版本 {version}）", "was written by a newer hub (version {version})"),
    M("用该版本运行，或恢复升级前的文件", "run that hub, or restore the file from before the upgrade"),
    # the outside provider
    M("统一认证没有应答", "the outside provider doesn't answer"),
    M("用账号和口令登录", "sign in with account and password"),
    M("统一认证的元数据属于另一个签发者", "the provider's metadata name another issuer"),
    M("统一认证的元数据缺少地址", "the provider's metadata lack an address"),
    M("统一认证没有给出身份令牌", "the provider gave no id token"),
    M("令牌由未知密钥签名", "the token is signed by an unknown key"),
    M("统一认证的密钥不能用", "the provider's key can't be used"),
    M("统一认证拒绝了请求", "the provider refused"),
    M("统一认证的应答不是 JSON", "the provider's answer isn't JSON"),
    M("统一认证须用 HTTPS 访问", "the outside provider must be reached by HTTPS"),
    M("填写其 https:// 地址", "give its https:// address"),
    M("应答来自另一个统一认证", "the answer comes from another provider"),
    M("身份令牌不是发给本枢纽的", "the id token isn't one for this hub"),
    M("身份令牌是发给另一个应用的", "the id token was made for another client"),
    M("身份令牌不是对本次登录的应答", "the id token isn't an answer to this sign-in"),
    M("身份令牌的时间读不了", "the id token's times can't be read"),
    M("身份令牌此刻无效；双方时钟准吗？", "the id token isn't valid now; are both clocks right?"),
    M("账号或外部身份已绑定", "account or outside identity is bound already"),
    M("没有设置统一认证", "no outside provider is set"),
    M("见设置文件", "see the settings"),
)
