"""The commented settings file that ``hub init`` writes, with every installed adapter's own settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from inspect import getdoc
from types import UnionType
from typing import Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from hub.plugins.spec import AdapterType

_HEAD = """\
# 枫桥枢纽设置 / Settings of Fengqiao Hub
#
# 相对路径以本文件所在文件夹为准；适配器表里的 {here} 也指该文件夹。
# Relative paths are relative to this file; in an adapter's table {here} stands for its folder.
#
# 密码、密钥不写在这里，只写在哪里：{ file = "secrets/court" } 或 { env = "COURT_URL" }
# Secrets don't stand here, only where they are: { file = "secrets/court" } or { env = "COURT_URL" }

# 数据文件夹：日志、状态、游标、密封材料都在其中。只允许枢纽账号读写。
# Data folder: log, states, cursors, sealed dossiers. For the hub's account alone.
data = "var"

# 主密钥文件（hub init 生成，权限 0600）。丢失则密封材料无法打开；须单独备份。
# Master key (made by hub init, mode 0600). Without it no dossier can be opened: back it up, apart from the data.
key = "secrets/hub.key"

# 分片数（并行度）。第一次启动后只由 hub topics repartition 更改。
# Shards. After the first start only hub topics repartition changes it.
shards = 2

# 集群上处理环节所读主题的版本，同样只由 hub topics repartition 更改。
# Version of the topics that processors read on a cluster; only hub topics repartition changes it, too.
# topic_version = 1

# 引擎：embedded 内嵌（默认，单进程，一个数据文件夹）；kafka 集群（hub worker run，另填下面的 [kafka]）。
# Engine: embedded (default, one process, one data folder) or kafka (hub worker run; fill in [kafka] below).
# engine = "kafka"

# 轮询各部门的间隔（秒）。
# Seconds between two looks at each department.
poll_seconds = 30

# 月报于次月几日前报出（遇休息日顺延），三个工作日后关账。
# Day of the next month by which the month is reported (rolled over rest days); it closes three working days later.
report_day = 5

# 国务院每年公布的放假安排，文件名 2027.json；留空则只用随附的年份。
# Yearly holiday notices, YYYY.json each; without it only the packaged years are known.
# calendar = "calendar"

# 单位名册（TOML）；留空则用随附的佳木斯市名册。
# Registry of units (TOML); without it the packaged one of Jiamusi is used.
# units = "units.toml"

# 统计口径与报表的文件夹（definitions、forms 各一个子文件夹，TOML）；留空则用随附的。
# Folder of dated definitions and forms (subfolders definitions and forms, TOML); without it the packaged ones are used.
# forms = "forms"

# 本地期限：只能改标明“可调”的（hub clocks list），自某日起算的按新长度，此前起算的不变。
# Local lengths of configurable clocks (hub clocks list): for what starts from that day on; what started keeps its own.
# [[clocks]]
# clock = "LEVEL_L2"
# length = 15
# from = 2026-04-01
# region = "230803"
# agency = "justice"
# basis = "…〔2026〕3号"

# 备份：放在另一块磁盘；超过 days 天 hub doctor 提醒；保留最近 keep 份。
# Backups: on another disk; hub doctor asks for one after so many days; the newest so many are kept.
# [backup]
# folder = "/backup/fengqiao-hub"
# days = 7
# keep = 14

# Apache Kafka 集群（engine = "kafka" 时）。口令不写在这里。详见 docs/how-to/run-on-kafka.md
# The Apache Kafka cluster, for engine = "kafka". The password doesn't stand here. See docs/how-to/run-on-kafka.md
# [kafka]
# bootstrap = "kafka-1:9094,kafka-2:9094,kafka-3:9094"  # 地址，逗号分隔 | addresses
# prefix = ""                                # 主题、组、事务号的前缀 | before every topic, group, transactional id
# authority = "secrets/ca.pem"               # 集群的证书颁发者；填写即用 TLS | authority; TLS where it's given
# principal = "hub"                          # SCRAM-SHA-512 用户 | user
# password = { file = "secrets/kafka" }      # 口令所在；或 { credential = "kafka" } | where it's kept; or sealed
# certificate = "secrets/hub.pem"            # 用证书认证时的私钥加证书 | key and certificate, where known by these
# patience_seconds = 20                      # 每轮等待工作进程的时间 | how long a round waits for workers
# session_seconds = 10                       # 失联多久后分片转给别人 | unheard for so long, shards go to others
# stalled_seconds = 90                       # 无进展多久后自行退出 | no progress for so long: ends itself
# worker_port = 0                            # 工作进程本机状态端口，0 不开 | port of a worker's own page, 0 for none

# 月报签字人：代码、岗位、可签角色（filler 填表人、statistics 统计负责人、head 单位负责人）；不写姓名。
# Who signs the month: code, office, roles (filler, statistics, head); never a person's name.
# [officers.S01]
# office = "市司法局统计科"
# roles = ["filler"]

# 控制台（hub console run）：只有本机能访问时不需要证书；给别人用时填写证书，或在本机加一个代理做 TLS。
# Console (hub console run): no certificate while this machine alone reaches it; for others give one, or a proxy here.
[console]
host = "127.0.0.1"
port = 8480
# certificate = "secrets/console.pem"
# certificate_key = "secrets/console-key.pem"
# proxied = true   # 本机代理做 TLS 时 | where a proxy on this machine adds TLS

# 适配器远离枢纽、经网关交换（hub adapter run）且以证书为身份时，每部门一张表；文件换了即用新的，不必重启。
# 私钥权限 0600。详见 docs/how-to/use-the-gateway.md
# An adapter far from the hub (hub adapter run) that is known by a certificate, one table an agency; an exchanged file
# counts without a restart, the key is of mode 0600.
# [remote.police]
# certificate = "secrets/police.pem"
# certificate_key = "secrets/police-key.pem"
# authority = "secrets/hub-ca.pem"   # 谁签发网关的证书 | who vouches for the gateway

# 人员登录（等保三级）：口令最短、不得再用的旧口令数、多少天必须改；连错几次、锁多少分钟；
# 空闲多少分钟、最长多少小时退出；多少天未用算闲置。
# Signing in: shortest password, former ones not to come again, days until it's changed; wrong attempts, minutes locked;
# minutes idle and hours at most of a session; days after which an account counts as unused.
[people]
least_characters = 10
remembered = 5
password_days = 90
failures = 5
lock_minutes = 15
idle_minutes = 15
longest_hours = 10
unused_days = 90

# 没有自己系统的中心在控制台办案：填写由控制台代言的单位。详见 docs/how-to/work-in-the-console.md
# A centre without a system of its own works in the console: the units that it speaks for.
# [workbench]
# units = ["L3-230803"]
# undo_seconds = 600   # 点击后可撤回的秒数 | how long a click can be undone
"""

_EMPTY = """
# 没有安装任何适配器；安装后再执行 hub init。
# No adapter is installed; install one, then run hub init again.
"""


def settings_text(adapters: Sequence[AdapterType]) -> str:
    """Return the file for these *adapters*; every adapter table is commented out until somebody fills it in."""
    blocks = [_HEAD, *(_adapter_block(adapter) for adapter in adapters)]
    return "\n".join(blocks) if adapters else _HEAD + _EMPTY


def _adapter_block(adapter: AdapterType) -> str:
    info = adapter.info
    lines = [f"# --- {info.name_zh} / {info.name_en} ---", f"# [adapters.{info.code}]"]
    notes = _attribute_notes(adapter.Settings)
    for name, field in adapter.Settings.model_fields.items():
        if name in notes:
            lines.append(f"#   # {notes[name]}")
        lines.append(f"#   {_assignment(info.code, name, field)}")
    return "\n".join(lines) + "\n"


def _assignment(code: str, name: str, field: FieldInfo) -> str:
    if _is_secret(field.annotation):
        return f'{name} = {{ env = "HUB_{code.upper()}_{name.upper()}" }}'
    if field.is_required():
        return f'{name} = "…"'
    default = field.get_default(call_default_factory=True, validated_data={})
    value = _toml(default)
    # What has no default may be left out: it stays commented when the table is taken into use.
    return f"{name} = {value}" if value is not None else f'# {name} = "…"'


def _is_secret(annotation: object) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(_is_secret(option) for option in get_args(annotation))
    return annotation is SecretStr


def _toml(value: object) -> str | None:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, bool | int | float | str):
        return json.dumps(str(value) if isinstance(value, str) else value, ensure_ascii=False)
    if isinstance(value, list | tuple | frozenset | set):
        items = [_toml(item) for item in value]
        return f"[{', '.join(item for item in items if item is not None)}]"
    if isinstance(value, dict):
        pairs = [f"{json.dumps(str(key), ensure_ascii=False)} = {_toml(item)}" for key, item in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    return None


def _attribute_notes(model: type[BaseModel]) -> dict[str, str]:
    """Return what the model's docstring says of each field, continued lines joined."""
    return dict(_attributes((getdoc(model) or "").partition("Attributes:")[2]))


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n\s{4}(?=\w+: )", text):
        name, _, note = entry.strip().partition(": ")
        if note:
            yield name, " ".join(note.split())
