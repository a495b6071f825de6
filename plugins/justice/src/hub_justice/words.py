"""The words of the ledger and what they mean. An unregistered word holds its row, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Generic, TypeVar

from hub.connectors.parsing import CodeMap, is_blank, parse_text
from hub.core.codes import AgreementForm, Channel, Difficulty, DisputeType, LabelledCode, Outcome, ReturnReason, Risk
from hub.core.errors import RowRejectedError

TASK_OF = "司法所经办员"
LIKENESS = 0.34
"""One character of three in common: 已和谐 → 和解. A proposal is only ever taken by a person."""

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Words(Generic[C]):
    """A column's words; an unregistered one is refused with the most similar registered one as proposal."""

    meanings: Mapping[str, C]

    def translate(self, value: object, field: str, *, day: date | None = None) -> C:
        """
        Return what *value* means.

        Raises:
            RowRejectedError: nobody registered this word.
        """
        try:
            return CodeMap.of(self.meanings).translate(value, field, day=day)
        except RowRejectedError as refused:
            similar = get_close_matches(parse_text(value, field), list(self.meanings), n=1, cutoff=LIKENESS)
            refused.proposal = similar[0] if similar else ""
            raise

    def translate_optional(self, value: object, field: str, *, day: date | None = None) -> C | None:
        """Return what *value* means, None when it says nothing."""
        return None if is_blank(value) else self.translate(value, field, day=day)


def _labels(codes: type[LabelledCode], extra: dict[str, str] | None = None) -> dict[str, str]:
    return {code.zh: code.value for code in codes} | {code.value: code.value for code in codes} | (extra or {})


TYPES = Words(
    _labels(
        DisputeType,
        {
            "婚姻家庭纠纷": DisputeType.MARRIAGE_FAMILY,
            "家庭暴力": DisputeType.MARRIAGE_FAMILY,
            "未成年人保护": DisputeType.MARRIAGE_FAMILY,
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
)
VEILED = frozenset({"家庭暴力", "未成年人保护"})
"""类别 whose people are hidden everywhere (domain §6.4)."""
CHANNELS = Words(_labels(Channel, {"排查": Channel.RMC_FOUND, "申请": Channel.PARTY, "法院移交": Channel.COURT}))
DIFFICULTIES = Words(_labels(Difficulty))
FORMS = Words(_labels(AgreementForm))
RISKS = Words(_labels(Risk))
RETURN_REASONS = Words(_labels(ReturnReason))
RESULTS = Words(
    {outcome.zh: outcome for outcome in Outcome}
    | {"成功": Outcome.SUCCESS, "不成": Outcome.FAILED, "未成": Outcome.FAILED, "终止": Outcome.CONSENT_WITHDRAWN},
)
PERFORMANCE = Words(
    {
        "未到期": "",
        "部分履行": "",
        "部分": "",
        "逾期": "",
        "已履行": "PERFORMED",
        "履行": "PERFORMED",
        "反悔": "BREACHED",
    },
)
"""Only two states of performance are events; the others say that something hasn't happened yet."""

SIDES = Words({"申请人": "APPLICANT", "申请方": "APPLICANT", "被申请人": "RESPONDENT", "被申请方": "RESPONDENT"})
CONSENT = Words({"同意": "GIVEN", "是": "GIVEN", "不同意": "WITHHELD", "否": "WITHHELD", "待定": "PENDING"})
ANSWERS = Words({"接受": "ACCEPTED", "参加": "ACCEPTED", "不接受": "DECLINED", "谢绝": "DECLINED"})
