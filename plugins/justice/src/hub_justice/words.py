"""The words of the ledger and what they mean. An unregistered word holds its row, nothing is guessed."""

from __future__ import annotations

from hub.connectors.parsing import CodeMap
from hub.core.codes import AgreementForm, Channel, Difficulty, DisputeType, LabelledCode, Outcome, ReturnReason, Risk

TASK_OF = "司法所经办员"


def _labels(codes: type[LabelledCode], extra: dict[str, str] | None = None) -> dict[str, str]:
    return {code.zh: code.value for code in codes} | {code.value: code.value for code in codes} | (extra or {})


TYPES = CodeMap.of(
    _labels(
        DisputeType,
        {
            "婚姻家庭纠纷": DisputeType.MARRIAGE_FAMILY,
            "邻里纠纷": DisputeType.NEIGHBOUR,
            "合同纠纷": DisputeType.CONTRACT,
            "劳动纠纷": DisputeType.LABOUR,
            "欠薪": DisputeType.MIGRANT_WAGE,
            "农民工工资": DisputeType.MIGRANT_WAGE,
            "交通事故": DisputeType.TRAFFIC,
            "宅基地": DisputeType.HOUSING_LAND,
            "电子商务": DisputeType.ECOMMERCE,
        },
    ),
    TASK_OF,
)
CHANNELS = CodeMap.of(
    _labels(Channel, {"排查": Channel.RMC_FOUND, "申请": Channel.PARTY, "法院移交": Channel.COURT}), TASK_OF
)
DIFFICULTIES = CodeMap.of(_labels(Difficulty), TASK_OF)
FORMS = CodeMap.of(_labels(AgreementForm), TASK_OF)
RISKS = CodeMap.of(_labels(Risk), TASK_OF)
RETURN_REASONS = CodeMap.of(_labels(ReturnReason), TASK_OF)
RESULTS = CodeMap.of(
    {outcome.zh: outcome for outcome in Outcome}
    | {"成功": Outcome.SUCCESS, "不成": Outcome.FAILED, "未成": Outcome.FAILED, "终止": Outcome.CONSENT_WITHDRAWN},
    TASK_OF,
)
PERFORMANCE = CodeMap.of(
    {
        "未到期": "",
        "部分履行": "",
        "部分": "",
        "逾期": "",
        "已履行": "PERFORMED",
        "履行": "PERFORMED",
        "反悔": "BREACHED",
    },
    TASK_OF,
)
"""Only two states of performance are events; the others say that something hasn't happened yet."""

SIDES = CodeMap.of(
    {"申请人": "APPLICANT", "申请方": "APPLICANT", "被申请人": "RESPONDENT", "被申请方": "RESPONDENT"}, TASK_OF
)
CONSENT = CodeMap.of(
    {"同意": "GIVEN", "是": "GIVEN", "不同意": "WITHHELD", "否": "WITHHELD", "待定": "PENDING"}, TASK_OF
)
ANSWERS = CodeMap.of({"接受": "ACCEPTED", "参加": "ACCEPTED", "不接受": "DECLINED", "谢绝": "DECLINED"}, TASK_OF)
