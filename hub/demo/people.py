"""
Synthetic people and firms: names, numbers with valid check digits, telephones.

Nobody here exists. Numbers are made so that every check that a real clerk's form makes is passed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from hub.demo.quarrels import Person

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂辉玲红波斌志文秀英华慧建国春梅玉兰海龙凤鑫宇晶岩"
_TRADES = ("物业服务", "粮食贸易", "建筑安装", "农机销售", "餐饮管理", "汽车维修", "房地产开发", "商贸", "装饰工程")
_BRANDS = ("宏达", "北方", "三江", "金穗", "恒信", "龙江", "兴农", "鹏程", "华夏", "松花江")
_MOBILE = ("134", "139", "150", "151", "158", "182", "187", "130", "186", "189")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_FIRST_BIRTH = date(1948, 1, 1)
_BIRTH_DAYS = 20_000
"""Adults born from 1948 to 2002: minors' cases are masked everywhere and would hide what the demo shows."""


@dataclass(frozen=True, slots=True)
class Townsfolk:
    """People and firms of one county, drawn from one random source."""

    rng: random.Random

    def person(self, county: str, role: str) -> Person:
        """Return a resident of the six-digit *county*."""
        given = "".join(self.rng.choice(_GIVEN) for _ in range(1 if self.rng.random() < 0.25 else 2))
        name = self.rng.choice(_SURNAMES) + given
        return Person(name, self.resident_number(county), self.phone(), role)

    def firm(self, county: str, county_name: str, role: str) -> Person:
        """Return a firm registered in *county*."""
        name = f"佳木斯市{county_name}{self.rng.choice(_BRANDS)}{self.rng.choice(_TRADES)}有限公司"
        return Person(name, self.credit_code(county), self.phone(), role)

    def phone(self) -> str:
        """Return a mobile number of eleven digits."""
        return self.rng.choice(_MOBILE) + f"{self.rng.randrange(10**8):08d}"

    def resident_number(self, county: str) -> str:
        """Return a resident identity number with its MOD 11-2 check digit (GB 11643)."""
        born = _FIRST_BIRTH + timedelta(days=self.rng.randrange(_BIRTH_DAYS))
        body = f"{county}{born:%Y%m%d}{self.rng.randrange(1000):03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
        return body + "10X98765432"[total % 11]

    def credit_code(self, county: str) -> str:
        """Return a unified social credit code: both its organisation code and itself have their check character."""
        body = "MA" + "".join(self.rng.choice(_USCC_ALPHABET) for _ in range(6))
        code = f"91{county}{body}{_organisation_check(body)}"
        total = sum(_USCC_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(code))
        return code + _USCC_ALPHABET[(31 - total % 31) % 31]


def _organisation_check(body: str) -> str:
    """Return the check character of an eight-character organisation code (GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]
