"""Case numbers as people write and say them: any width, any bracket, whole or in part."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BRACKETS = str.maketrans("〔〕［］【】[]", "()()()()")
_WHOLE = re.compile(
    r"\(?(?P<year>(?:19|20)\d\d)\)?年?(?P<court>[一-鿿](?:\d\d){1,2})?(?P<word>[^\d]*)(?P<serial>\d+)(?:号|之.*)?"
)
_COURT = re.compile(r"(?P<court>[一-鿿](?:\d\d){1,2})(?P<word>[^\d]*)")
_YEAR = re.compile(r"\(?(?P<year>(?:19|20)\d\d)\)?年?")
_SERIAL = re.compile(r"第?(?P<serial>\d{1,6})号?")
_TOGETHER = re.compile(r"(?P<court>[一-鿿](?:\d\d){1,2})(?P<word>[^\d]+)(?P<serial>\d{1,6})号?")
_BETWEEN = re.compile(r"[\s,，、;；]+")
"""How people on the telephone part a number: 黑0803, 101号."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """What stands in a case number; what wasn't said is None."""

    year: int | None = None
    court: str | None = None
    serial: int | None = None


def bare(number: str) -> str:
    """
    Return *number* without differences of width, bracket, blank and case.

    >>> bare("〔２０２６〕黑0803民诉前调 101号") == bare("(2026)黑0803民诉前调101号")
    True
    """
    text = unicodedata.normalize("NFKC", number.translate(_BRACKETS)).translate(_BRACKETS)
    return "".join(text.split()).casefold()


def parse(number: str) -> CaseNumber | None:
    """
    Return year, court and serial of a whole case number, None when it's a number of another kind.

    >>> parse("（2026）黑0803民诉前调101号")
    CaseNumber(year=2026, court='黑0803', serial=101)
    >>> parse("〔2026〕西林民调字第12号")
    CaseNumber(year=2026, court=None, serial=12)
    """
    found = _WHOLE.fullmatch(bare(number))
    if found is None or not (found["court"] or found["word"]):
        return None
    return CaseNumber(year=int(found["year"]), court=found["court"], serial=int(found["serial"]))


def parts(spoken: str) -> list[str]:
    """
    Return the bare parts of what was said.

    >>> parts("黑0803， 101号")
    ['黑0803', '101号']
    """
    return [part for part in map(bare, _BETWEEN.split(spoken)) if part]


def whole(spoken: str) -> str | None:
    """
    Return the bare number that *spoken* may be as a whole; None for several parts, and for a mere serial.

    A serial is a part of many numbers, whoever else has one that is no longer than that.

    >>> whole("JF-2026-00123"), whole("101号"), whole("黑0803, 101号")
    ('jf-2026-00123', None, None)
    """
    found = parts(spoken)
    return found[0] if len(found) == 1 and _SERIAL.fullmatch(found[0]) is None else None


def said(spoken: str) -> CaseNumber | None:
    """
    Return which court and serial *spoken* names; None when it doesn't name both.

    >>> said("黑0803, 101号"), said("101")
    (CaseNumber(year=None, court='黑0803', serial=101), None)
    """
    found: dict[str, str] = {}
    for part in parts(spoken):
        match = next(
            (m for form in (_WHOLE, _TOGETHER, _YEAR, _COURT, _SERIAL) if (m := form.fullmatch(part)) is not None), None
        )
        if match is None:
            return None
        for name, value in match.groupdict().items():
            if value and name in found and name != "word":
                return None
            if value:
                found[name] = value
    if "court" not in found or "serial" not in found:
        return None
    year = found.get("year")
    return CaseNumber(year=int(year) if year else None, court=found["court"], serial=int(found["serial"]))
