"""What the layers below say in English, heard in both languages: the refusals of all of them, and how one is found."""

from __future__ import annotations

import re
from functools import cache

from hub.catalogue.clocks import REFUSALS
from hub.catalogue.cluster_refusals import REFUSED_ON_A_CLUSTER
from hub.catalogue.console_refusals import REFUSED_IN_THE_CONSOLE
from hub.catalogue.door_refusals import HELD_AT_THE_DOOR
from hub.catalogue.gateway_refusals import REFUSED_AT_THE_GATEWAY
from hub.catalogue.operations_refusals import REFUSED_IN_OPERATION
from hub.catalogue.people_refusals import REFUSED_TO_PEOPLE
from hub.catalogue.refusals import REFUSED_BELOW
from hub.catalogue.settings_refusals import REFUSED_TO_AMEND
from hub.catalogue.statistics_refusals import REFUSED_IN_STATISTICS
from hub.catalogue.workbench_refusals import REFUSED_AT_THE_WORKBENCH
from hub.core.wording import Message

M = Message

SAID_DEEPER = (
    M("这里还没有运行过枢纽", "no hub has run here yet"),
    M("先运行一次：hub run", "start the hub once"),
    M("这里没有枢纽数据；先执行 hub run", "no hub data here"),
    M("没有这一条", "no such item"),
    M("见 hub quarantine list", "see hub quarantine list"),
    M("见 hub quarantine show", "see hub quarantine show"),
    M("这一条没有建议可采用", "there is no proposal"),
    M("用 --set 字段=值 改", "set the field with --set FIELD=VALUE"),
    M("须写明理由", "a reason is needed"),
    M("用 --why 写明理由", "say why with --why"),
    M("改字段写作 字段=值", "a field is set by FIELD=VALUE"),
    M("整份材料请原单位重报；见 hub quarantine show", "have a whole input sent again; see hub quarantine show"),
    *REFUSALS,
    *REFUSED_BELOW,
    *REFUSED_IN_OPERATION,
    *REFUSED_ON_A_CLUSTER,
    *REFUSED_AT_THE_GATEWAY,
    *REFUSED_IN_THE_CONSOLE,
    *REFUSED_IN_STATISTICS,
    *REFUSED_TO_PEOPLE,
    *REFUSED_TO_AMEND,
    *REFUSED_AT_THE_WORKBENCH,
    *HELD_AT_THE_DOOR,
)
"""What a clerk often meets of the errors that are raised below the command line, which speaks English there."""


def heard(text: str) -> Message:
    """Return what an error says in both languages, as it is where the catalogue has no Chinese for it."""
    for said in SAID_DEEPER:
        filled = _pattern(said.en).fullmatch(text)
        if filled is not None:
            return Message(said.format(**filled.groupdict()), text)
    return Message(text, text)


def is_said(said: Message, text: str) -> bool:
    """Return whether *text* is what *said* is in English, with its placeholders filled in."""
    return _pattern(said.en).fullmatch(text) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds *template* with its ``{placeholders}`` filled in."""
    parts = re.split(r"(\{[a-z_]+\})", template.replace("{{", "\0").replace("}}", "\1"))
    found = (f"(?P<{part[1:-1]}>.+)" if part[:1] == "{" else re.escape(part) for part in parts)
    return re.compile("".join(found).replace("\0", re.escape("{")).replace("\1", re.escape("}")), re.DOTALL)
