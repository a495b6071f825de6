"""What clusters, metrics and backups refuse, in both languages; see :mod:`hub.catalogue.refusals`."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

REFUSED_IN_OPERATION = (
    # the cluster
    M("集群没有应答：{error}", "the cluster doesn't answer: {error}"),
    M("集群没有及时应答", "the cluster doesn't answer in time"),
    M("查看各 Kafka 节点；枢纽会再试", "look at the brokers; the hub tries again"),
    M("查看各 Kafka 节点", "look at the brokers"),
    M("消息头 {name} 只有枢纽的引擎可写", "only an engine writes the header {name}"),
    M("节点挂断了连接", "the broker hung up"),
    M("集群拒绝：{error}", "the cluster denies it: {error}"),
    M("用 hub topics plan 核对该账号的权限", "compare this principal's rights with hub topics plan"),
    M("没有这个主题", "the topic isn't there"),
    M("记录大于该主题所允许的", "the record is larger than the topic takes"),
    M(
        "已被另一进程接管，或其事务超时",
        "another process has taken it over, or its transaction lasted too long",
    ),
    M(
        "分组仍派给本进程时才重新接管，否则结束本进程",
        "own it again only if the group still gives it to this one, else end this process",
    ),
    M(
        "集群丢了一个事务的结尾，没有人知道它是否已提交",
        "the cluster has lost the end of a transaction, and nobody knows whether it was committed",
    ),
    M(
        "hub lag 显示被扣住的记录；见处置手册“丢了结尾的事务”",
        "hub lag shows what is held back; see the runbook on lost ends of transactions",
    ),
    M("该主题丢失了尚未读取的记录", "the topic has lost records that weren't read yet"),
    M(
        "用第二站点或备份恢复该主题，再启动",
        "restore the topic from the second site or the backup, then start again",
    ),
    M("已被另一进程接管", "was taken over by another process"),
    M("重新接管该分区，或结束本进程", "claim the partition again or end this process"),
    M(
        "没有装 {error}：在 Kafka 上运行要装附加包 kafka",
        "{error} isn't installed: a hub on Kafka needs the extra kafka",
    ),
    M("设置里没有写集群", "the settings say nothing of a cluster"),
    M("加上 [kafka] 表，写明 bootstrap", "add a [kafka] table with its bootstrap"),
    M("请写明口令放在哪里", "say where the password is kept"),
    M("另一个进程正在走枢纽的时钟", "another process keeps the hub's time"),
    M("结束本进程", "end this process"),
    M("只有引擎可以写 {name} 这个头", "only an engine writes the header {name}"),
    # backups
    M("备份写不了（{error}）", "the backup can't be written ({error})"),
    M("在那里腾出空间，或在 [backup] folder 换一块磁盘", "free space there, or name another disk in [backup] folder"),
    M("备份会落在数据文件夹之内", "backups would stand within the data"),
    M("在 [backup] folder 换一块磁盘", "name another disk in [backup] folder"),
    M("不是一份完整的备份", "is no complete backup"),
    M("备份清单已损坏", "the manifest is damaged"),
    M("换一份备份：hub backup list", "take another backup: hub backup list"),
    M("这份备份由更新版本的枢纽所作", "a newer hub made this backup"),
    M("用那个版本的枢纽恢复", "restore it with that version of the hub"),
    M("有文件缺失或被改动", "a file is missing or was changed"),
    M("数据写不了（{error}）", "the data can't be written ({error})"),
    M("在该磁盘腾出空间", "free space on that disk"),
    M("数据库已损坏（{error}）", "a database is damaged ({error})"),
    M("日志与清单所写不符", "the log isn't the one that the manifest names"),
    M("分片文件不是同一时刻的：{faults}", "shard files of different instants: {faults}"),
    M("不要逐个拷贝分片文件；用 hub backup now", "never copy shard files one by one: hub backup now"),
    M("从日志重算，有 {count} 行与状态不符", "the log gives {count} other contribution rows than the states hold"),
    M("告知枢纽维护人员；两者都在备份中", "tell the hub's maintainers; both are in the backup"),
    # metrics
    M("没有写端口", "names no port"),
    M("写成 --metrics {host}:{port}", "write --metrics {host}:{port}"),
    M("监控指标提供不了：{error}", "can't serve metrics: {error}"),
    M("换一个本机空闲的端口", "name a free port of this machine"),
)
"""Sentences of ``HubError.what`` and ``remedy``, more exact ones first."""
