"""How a Chinese name sounds: who writes by ear takes 章 for 张, and in the north-east s for sh and n for ng."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_RETROFLEX = re.compile(r"^([zcs])h")


def sound_of(name: str) -> str:
    """
    Return how *name* sounds, without tones; characters that aren't Chinese stand for themselves.

    One sound stands for those that clerks mix up: flat and retroflex, front and back nasals.

    >>> sound_of("章生") == sound_of("张升") == sound_of("张森")
    True
    """
    readings = _readings()
    return " ".join(readings.get(character, character.lower()) for character in name if not character.isspace())


@cache
def _readings() -> Mapping[str, str]:
    text = files("hub").joinpath("data", "hanzi_sounds", "sounds.csv").read_text(encoding="utf-8")
    return {
        character: _heard(line["sound"])
        for line in csv.DictReader(text.splitlines())
        for character in line["characters"]
    }


def _heard(sound: str) -> str:
    return _RETROFLEX.sub(r"\1", sound).removesuffix("g")
