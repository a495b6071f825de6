"""How the demo's mediators and clerks behave: rates from published figures, slips as real ledgers show them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from hub.core.codes import AgreementForm, DisputeType
from hub.core.daytime import SHANGHAI, local_day
from hub.reference import success_rate

FEN_PER_WAN = 1_000_000
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """
    Shares between 0 and 1; where no figure is published it's an assumption of the demo.

    Attributes:
        unsolved: Cases that one level can't settle. Six go up for each that finally fails: the city's published
            success rate then comes out.
        lost_at_the_top: Of those that reach the city committee, which is the last instance.
        declines: Unsolved cases in which a party wants no further level.
        on_paper: Agreements that nobody types before the bureau, having closed the month, asks for them.
    """

    unsolved: float = 6 * (1 - success_rate())
    lost_at_the_top: float = 0.4
    declines: float = 0.08
    withdrawn_consent: float = 0.012
    settled_alone: float = 0.01
    application_withdrawn: float = 0.01
    returned: float = 0.03
    escalation_returned: float = 0.05
    refused: float = 0.06
    forgotten: float = 0.03
    late_entry: float = 0.08
    on_paper: float = 0.025
    typed_in_yuan: float = 0.02
    odd_word: float = 0.012
    mended: float = 0.65
    corrected: float = 0.03
    oral: float = 0.35
    performed_at_once: float = 0.4
    breached: float = 0.02
    never_noted: float = 0.1
    invites: float = 0.05
    screened: float = 0.6


def spelt_day(day: date, rng: random.Random) -> str:
    """Return *day* as one clerk or another writes it."""
    choice = rng.random()
    if choice < 0.06:
        return f"{day.year}年{day.month}月{day.day}日"
    if choice < 0.12:
        return f"{day.year}/{day.month}/{day.day}"
    if choice < 0.15:
        return day.isoformat().translate(_FULL_WIDTH)
    return day.isoformat()


def spelt_moment(at: datetime, typed_at: datetime, rng: random.Random) -> str:
    """Return when something happened: to the minute when it's typed at once, else as a day."""
    if local_day(at) == local_day(typed_at) and rng.random() < 0.85:
        return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return spelt_day(local_day(at), rng)


def in_wan(fen: int) -> str:
    """
    Return *fen* in 万元 as the heading asks.

    >>> in_wan(800_000), in_wan(0), in_wan(9_600_000)
    ('0.8', '0', '9.6')
    """
    text = format(Decimal(fen) / FEN_PER_WAN, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def slipped_amount(fen: int, rng: random.Random) -> str:
    """Return *fen* as someone types it who overlooks the heading."""
    return f"{fen // 100}元" if rng.random() < 0.4 else str(fen // 100)


def drawn_amount(type_zh: str, rng: random.Random) -> int:
    """Return fen of an agreement about which the ledger names no sum (lognormal, median some 5,000 yuan)."""
    if type_zh in (DisputeType.NEIGHBOUR.zh, DisputeType.VILLAGE_AFFAIRS.zh) and rng.random() < 0.6:
        return 0
    return max(1, round(rng.lognormvariate(8.5, 1.1) / 100)) * 100 * 100


def drawn_form(habits: Habits, fen: int, rng: random.Random) -> str:
    """Return 口头 or 书面: what costs more than 20,000 yuan is written down."""
    is_oral = fen <= 2_000_000 and rng.random() < habits.oral
    return (AgreementForm.ORAL if is_oral else AgreementForm.WRITTEN).zh


def days_of_work(level: int, rng: random.Random) -> int:
    """Return how many days mediation takes: longer at higher levels, now and then beyond the level's limit."""
    return 2 + int(rng.gammavariate(2.0, 2.2 + 1.3 * level))


def some_hours(rng: random.Random) -> timedelta:
    """Return a time of day within office hours."""
    return timedelta(hours=9, minutes=rng.randrange(0, 8 * 60))
