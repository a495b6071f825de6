"""Texts, telephone and identity numbers, yes and no."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from hub.core.codes import IdKind
from hub.core.errors import RowRejectedError
from hub.core.privacy import half_width, masked, normalised_id

NARRATIVE_CAP = 10 * 1024 * 1024
"""Bytes of a narrative beyond which the row is held: nobody types 10 MB, a broken export does."""

_BLANKS = frozenset({"", "-", "--", "/", "\\", "—", "——", "无", "未填", "不详", "暂无", "空", "null", "none", "n/a"})
_YES = frozenset({"y", "yes", "true", "t", "1", "是", "有", "同意", "√", "对"})
_NO = frozenset({"n", "no", "false", "f", "0", "否", "无", "没有", "不同意", "×", "错"})
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"(0\d{2,3})?\d{7,8}")
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")


def reject(value: object, field: str, reason: str, code: str, task_of: str = "") -> NoReturn:
    """
    Refuse the row because of *field*.

    Raises:
        RowRejectedError: always, with *value* masked.
    """
    shown = masked(str(value)[:60]) if value is not None else ""
    raise RowRejectedError(field=field, reason=reason, value=shown, code=code, task_of=task_of)


def is_blank(value: object) -> bool:
    """
    Return whether *value* says nothing: None, blanks, or one of the words people type instead.

    >>> is_blank("－"), is_blank("未填"), is_blank(0)
    (True, True, False)
    """
    return value is None or (isinstance(value, str) and half_width(value).lower() in _BLANKS)


def parse_text(value: object, field: str, *, longest: int = 4000, task_of: str = "") -> str:
    """Return *value* as text in half-width form without outer blanks, empty when it says nothing."""
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = half_width(str(value)).replace("\x00", "")
    if len(text) > longest:
        reject(text, field, f"longer than {longest} characters", "E-SIZE-01", task_of)
    return text


def parse_required_text(value: object, field: str, *, longest: int = 4000, task_of: str = "") -> str:
    """Return *value* as text; a field that says nothing is refused."""
    text = parse_text(value, field, longest=longest, task_of=task_of)
    return text or reject(value, field, "is empty but needed", "E-REQ-01", task_of)


def parse_narrative(value: object, field: str, *, cap: int = NARRATIVE_CAP, task_of: str = "") -> str:
    """Return free text unchanged but for outer blanks; more than *cap* bytes are refused, not cut."""
    text = "" if value is None else str(value).strip()
    if len(text) > cap or len(text.encode("utf-8", "surrogatepass")) > cap:
        reject(text[:40], field, f"narrative is longer than {cap} bytes", "E-SIZE-01", task_of)
    return text


def parse_phone(value: object, field: str, *, task_of: str = "") -> str:
    """
    Return a telephone number as digits, empty when there is none.

    Numbers that a spreadsheet or a DOUBLE column turned into floats are mended as long as no digit was lost.

    >>> parse_phone(1.3904541234e10, "LXDH"), parse_phone("+86 139-0454-1234", "LXDH")
    ('13904541234', '13904541234')
    """
    if is_blank(value) or value == 0:
        return ""
    text = _unfloat(value)
    digits = re.sub(r"[\s\-()－—.]", "", text).removeprefix("+86")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if _MOBILE.fullmatch(digits):
        if digits.endswith("000000") and _EXPONENT.fullmatch(half_width(str(value))):
            reject(value, field, "digits of the number were lost in a float", "E-TEL-02", task_of)
        return digits
    if _LANDLINE.fullmatch(digits):
        return digits
    return reject(value, field, "is no telephone number", "E-TEL-01", task_of)


def _unfloat(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = half_width(str(value))
    try:
        if _EXPONENT.fullmatch(text) or re.fullmatch(r"\d+\.0+", text):
            return str(int(Decimal(text)))
    except InvalidOperation:
        return text
    return text


def parse_identity(value: object, field: str, *, task_of: str = "") -> tuple[IdKind, str] | None:
    """
    Return kind and normal form of an identity number, None when there is none.

    >>> parse_identity("11010519491231002x", "ZJHM")
    (<IdKind.RESIDENT: '111'>, '11010519491231002X')
    """
    if is_blank(value):
        return None
    if isinstance(value, float):
        reject(
            _unfloat(value),
            field,
            "identity number was stored as a float, its last digits are lost",
            "E-ID-02",
            task_of,
        )
    found = normalised_id(str(value))
    if found is None:
        text = half_width(str(value))
        truncated = len(text) == 18 and text.endswith("000")
        reason = "last three digits 000: probably cut by a spreadsheet" if truncated else "check digit doesn't match"
        reject(text, field, reason, "E-ID-02" if truncated else "E-ID-01", task_of)
    return found


def parse_yes_no(value: object, field: str, *, task_of: str = "") -> bool | None:
    """
    Return a yes or no in any of the usual words, None when it says neither.

    >>> parse_yes_no("是", "x"), parse_yes_no("Ｎ", "x"), parse_yes_no("", "x")
    (True, False, None)
    """
    if isinstance(value, bool):
        return value
    text = "" if value is None else half_width(str(value)).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    return None if is_blank(value) else reject(value, field, "is neither yes nor no", "E-YES-01", task_of)
