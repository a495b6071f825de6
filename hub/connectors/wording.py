"""How the details of a delivery and their codes are called in the words of the people who read them."""

from __future__ import annotations

from hub.core.codes import AgreementForm, Channel, DisputeType, LabelledCode, Outcome, ReferralKind, ReturnReason
from hub.core.events import DETAILS

_LISTS: dict[str, type[LabelledCode]] = {
    "type": DisputeType,
    "outcome": Outcome,
    "form": AgreementForm,
    "reason": ReturnReason,
    "kind": ReferralKind,
    "channel": Channel,
}


def label_of(name: str) -> str:
    """
    Return the Chinese name of a detail.

    >>> label_of("outcome")
    '处理结果'
    """
    return DETAILS[name].zh.removesuffix("代码").removesuffix("（分）") if name in DETAILS else name


def shown(name: str, value: object) -> str:
    """
    Return a detail's value as a clerk reads it.

    >>> shown("outcome", "SUCCESS"), shown("amount_fen", 500000), shown("v", 2)
    ('调解成功', '5,000.00元', '2')
    """
    if name == "amount_fen" and isinstance(value, int):
        return f"{value / 100:,.2f}元"
    codes = _LISTS.get(name)
    for code in codes or ():
        if code.value == value:
            return code.zh
    return str(value)
