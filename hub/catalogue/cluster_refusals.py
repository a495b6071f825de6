"""What the administration of a cluster and the forwarder refuse; see :mod:`hub.catalogue.refusals`."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_ON_A_CLUSTER = (
    M("读不了，或没有 [kafka] 一节", "can't be read, or has no [kafka] table"),
    M("写法见 docs/how-to/topics-and-access.md", "docs/how-to/topics-and-access.md"),
    M("请安装：pip install 'fengqiao-hub[kafka]'", "pip install 'fengqiao-hub[kafka]'"),
    M("密码要单独放在一个文件里", "a password stands in a file of its own"),
    M("换一个文件名", "name another file"),
    M("还没有密码", "has no password yet"),
    M("没有密码", "has no password"),
    M(
        "两个用户都有密码：先完成上一次轮换",
        "both users have a password: finish the former rotation first",
    ),
    M("已有密码", "has a password already"),
    M("文件已存在", "is there already"),
    M("报头 {header} 只有引擎可写", "only an engine writes the header {header}"),
    M("键应为报送的根编号，否则次序不可靠", "the record's key isn't its root: its order isn't sure"),
    M("还没有读到", "isn't read yet"),
    M("读不了机构证书", "the certificate authority can't be read"),
    M("见 --authority", "see --authority"),
    M("稍后再看", "ask again"),
    M("以根编号为键重写", "write it by its root"),
    # another number of shards
    M("已有 {shards} 个分片，集群上只能增加", "has {shards} shards; a cluster's are only made more"),
    M("枢纽已搬到 {shards} 个分片", "the hub was moved to {shards} shards"),
    M(
        "在这台机器的设置中写 shards = {shards} 和 topic_version = {version}，再启动",
        "write shards = {shards} and topic_version = {version} on this machine, then start again",
    ),
    M("没有开始过搬迁", "no move was begun"),
    M(
        "日志从偏移 {offset} 开始，前面的已删，状态无法重算",
        "the log begins at offset {offset}: states can't be computed from what is left of it",
    ),
    M(
        "保持现有分片数；hub topics plan 会列出主题应如何保留",
        "stay with this number of shards; hub topics plan shows what keeps the topic's records",
    ),
)
