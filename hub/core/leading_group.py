"""Who receives what for the half-yearly meeting: the roles of the leading group and its task force (MECH-1, MECH-2)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.codes import LabelledCode


class Paper(LabelledCode):
    """What is handed to a role."""

    REPORT = "REPORT", "半年工作报告（稿）", "Half-yearly work report (draft)"
    TRENDS = "TRENDS", "六减少趋势", "Six reductions"
    DOCKET = "DOCKET", "疑难案件会商表", "Docket of hard cases"
    TASKS = "TASKS", "会商交办任务", "Tasks of the meeting"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the mechanism; ``who`` is the post that fills it, ``papers`` what it receives for each half."""

    code: str
    zh: str
    en: str
    who: str
    papers: tuple[Paper, ...]


ROLES: tuple[Role, ...] = (
    Role(
        "LEADING_GROUP",
        "领导小组",
        "Leading group",
        "分管领导",
        (Paper.REPORT, Paper.TRENDS, Paper.DOCKET, Paper.TASKS),
    ),
    Role(
        "TASK_FORCE",
        "专班",
        "Task force",
        "市非诉中心（司法局牵头）",
        (Paper.REPORT, Paper.TRENDS, Paper.DOCKET, Paper.TASKS),
    ),
    Role("SUPERVISION", "督办", "Supervision", "督办签发人（三、四级）", (Paper.DOCKET, Paper.TASKS)),
    Role("LIAISON", "联络", "Liaison", "各部门联络员", (Paper.TASKS, Paper.TRENDS)),
    Role("SHARING", "信息共享", "Information sharing", "统计科", (Paper.REPORT, Paper.TRENDS)),
)
"""The one table of roles; what a role receives is changed here."""
