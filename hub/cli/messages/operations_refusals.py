"""What clusters, metrics and backups refuse, in both languages; see :mod:`hub.cli.messages.refusals`."""

from __future__ import annotations

from hub.cli.wording import Message

M = Message

REFUSED_IN_OPERATION = (
    # the cluster
    M("集群没有应答：{error}", "the cluster doesn't answer: {error}"),
    M("查看各 Kafka 节点", "look at the brokers"),
    M("集群拒绝：{error}", "the cluster denies it: {error}"),
    M("用 hub topics plan 核对该账号的权限", "compare this principal's rights with hub topics plan"),
    M("没有这个主题", "the topic isn't there"),
    M("记录大于该主题所允许的", "the record is larger than the topic takes"),
    M("已被另一进程接管", "was taken over by another process"),
    M("重新接管该分区，或结束本进程", "claim the partition again or end this process"),
    # metrics
    M("没有写端口", "names no port"),
    M("写成 --metrics {host}:{port}", "write --metrics {host}:{port}"),
    M("监控指标提供不了：{error}", "can't serve metrics: {error}"),
    M("换一个本机空闲的端口", "name a free port of this machine"),
)
"""Sentences of ``HubError.what`` and ``remedy``, more exact ones first."""
