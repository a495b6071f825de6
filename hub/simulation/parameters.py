"""The parameters of a simulated city: dated data, one number a line, each with its source and grade."""

from __future__ import annotations

import csv
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from hub.core.codes import DisputeType
from hub.core.errors import ConfigurationError
from hub.reference import type_mix
from hub.reference.packaged import folder

PACKAGED = "parameters-2026-01.csv"
ASSUMED = "-"
"""Grade of a number that no source gives."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line as it's written: ``grade`` A to D (how good the source is), R (computed from records) or assumed."""

    group: str
    key: str
    value: str
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Names with the shares that they have; ``reached`` is their running sum."""

    names: tuple[str, ...]
    reached: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Shares:
        """Return the shares that *weights* make."""
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def at(self, luck: float) -> str:
        """Return the name that *luck* (0 to 1) falls on."""
        return self.names[min(bisect(self.reached, luck * self.reached[-1]), len(self.names) - 1)]

    def of_name(self, name: str) -> float:
        """Return the share of *name*, 0 to 1."""
        place = self.names.index(name)
        before = self.reached[place - 1] if place else 0.0
        return (self.reached[place] - before) / self.reached[-1]


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A distribution by its quantiles, straight between them: the same on every machine."""

    points: tuple[tuple[float, float], ...]

    def at(self, share: float) -> float:
        """
        Return the value below which *share* (0 to 1) of all values lie.

        >>> Quantiles(((0.0, 0.0), (0.5, 3.0), (1.0, 10.0))).at(0.25)
        1.5
        """
        for (low, start), (high, end) in pairwise(self.points):
            if share <= high:
                return start + (end - start) * (share - low) / (high - low)
        return self.points[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """
    A parameter set, read.

    Attributes:
        name: The file's name, which dates it.
        lines: As they are written, for whoever wants to see source and grade.
        chances: Probabilities by name.
        numbers: Single numbers by ``group/key``.
        quantiles: Distributions by ``group/key``; delays are in days.
        shares: Shares by group.
        channels: Which channels a quarrel of a type comes through, by type.
        types: Shares of dispute types by month of the year (01 to 12), seasons included.
        volume_of_month: How much more or less than in an even month there is in a month, by its number.
    """

    name: str
    lines: tuple[Parameter, ...]
    chances: Mapping[str, float]
    numbers: Mapping[str, float]
    quantiles: Mapping[str, Quantiles]
    shares: Mapping[str, Shares]
    channels: Mapping[str, Shares]
    types: Mapping[int, Shares]
    volume_of_month: Mapping[int, float]

    def number(self, group: str, key: object) -> float:
        """Return the number *key* of *group*."""
        return self.numbers[f"{group}/{key}"]


_SHARED = frozenset(
    {
        "channel", "difficulty", "unsuccessful", "court_kind", "police_kind", "upper_kind", "procedure",
        "return_reason", "suspension", "risk", "assistance", "second_channel", "second_course",
    }
)  # fmt: skip
_QUANTILES = frozenset({"delay", "amount"})


@cache
def packaged_parameters() -> Parameters:
    """Return the packaged parameter set."""
    return _parameters(PACKAGED, folder("simulation").joinpath(PACKAGED).read_text(encoding="utf-8"))


def read_parameters(file: Path) -> Parameters:
    """
    Return the parameter set of *file*: the packaged one, in which each line of *file* replaces its own.

    Raises:
        ConfigurationError: the file can't be read, or names a parameter that doesn't exist.
    """
    try:
        mine = _lines(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, KeyError, TypeError, csv.Error) as error:
        raise ConfigurationError(
            "can't be read as CSV with the columns group, key, value, grade, source",
            where=str(file),
            remedy="take hub simulate --parameters --json as a pattern",
        ) from error
    lines = {(line.group, line.key): line for line in packaged_parameters().lines}
    unknown = [f"{line.group}/{line.key}" for line in mine if (line.group, line.key) not in lines]
    if unknown:
        raise ConfigurationError(f"no such parameter: {', '.join(unknown)}", where=str(file), remedy="delete that line")
    lines |= {(line.group, line.key): line for line in mine}
    try:
        return _of(file.name, tuple(lines.values()))
    except (ValueError, ZeroDivisionError) as error:
        raise ConfigurationError(
            f"a value isn't a number: {error}", where=str(file), remedy="mend that line"
        ) from error


def _lines(text: str) -> tuple[Parameter, ...]:
    rows = csv.DictReader(text.splitlines())
    return tuple(Parameter(row["group"], row["key"], row["value"], row["grade"], row["source"]) for row in rows)


def _parameters(name: str, text: str) -> Parameters:
    return _of(name, _lines(text))


def _of(name: str, lines: tuple[Parameter, ...]) -> Parameters:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for line in lines:
        groups[line.group][line.key] = line.value
    plain = {
        g: {k: float(v) for k, v in keys.items()} for g, keys in groups.items() if g not in {"fitting", *_QUANTILES}
    }
    types = _types_by_month(plain)
    volumes = {month: sum(shares.values()) for month, shares in types.items()}
    return Parameters(
        name=name,
        lines=lines,
        chances=plain["chance"],
        numbers={f"{group}/{key}": value for group, keys in plain.items() for key, value in keys.items()},
        quantiles={f"{g}/{k}": _quantiles(v) for g in sorted(_QUANTILES) for k, v in groups[g].items()},
        shares={group: Shares.of(plain[group]) for group in sorted(_SHARED)},
        channels=_channels(plain["channel"], groups["fitting"]),
        types={month: Shares.of(shares) for month, shares in types.items()},
        volume_of_month=volumes,
    )


def _quantiles(text: str) -> Quantiles:
    points = [part.partition(":")[::2] for part in text.split()]
    return Quantiles(tuple((float(percent) / 100, float(value)) for percent, value in points))


def _types_by_month(plain: Mapping[str, Mapping[str, float]]) -> dict[int, dict[str, float]]:
    """Return the weight of each type in each month; over an even year they sum up to one."""
    shares = {entry.dispute_type.value: entry.share for entry in type_mix()}
    other = shares[DisputeType.OTHER.value]
    for kind, part in plain["type_of_other"].items():
        shares[kind] = other * part
        shares[DisputeType.OTHER.value] -= other * part
    season = plain["season"]
    return {
        month: {kind: share * season.get(f"{kind}@{month:02d}", 1.0) for kind, share in shares.items()}
        for month in range(1, 13)
    }


def _channels(weights: Mapping[str, float], fitting: Mapping[str, str]) -> dict[str, Shares]:
    everywhere: Sequence[str] = [channel for channel in weights if channel not in ("INDUSTRY", "ADMIN")]
    return {
        kind.value: Shares.of({c: weights[c] for c in (fitting[kind].split() if kind in fitting else everywhere)})
        for kind in DisputeType
    }
