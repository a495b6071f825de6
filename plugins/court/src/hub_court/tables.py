"""
The court's tables as the adapter sees them.

Times are DateTime on PostgreSQL and text that sorts as time elsewhere. The columns HUB_* and those marked 新增 in the
README are what the court's supplier adds so that an answer brings the hub's reference back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

CASE, PARTY, REASSIGNMENT, EXCHANGE = "T_TJAJ", "T_DSR", "T_GPJL", "T_WB_JSRK"

_CASE_TEXTS = (
    "AH", "FYDM", "AJLX", "AYDM", "SPCX", "WPLX", "TJZZDM", "TYBZ", "TJJG", "XZQH", "SSQQ",
    "HUB_ROOT", "YAJBH", "SFQR", "YXBZ",
)  # fmt: skip
_CASE_TIMES = ("SARQ", "WPRQ", "CHRQ", "TYRQ", "JSRQ", "TJQX", "QRSQRQ", "QRSLRQ", "QRCDRQ")


@dataclass(frozen=True, slots=True)
class CourtTables:
    """Four tables: cases, parties, reassignments, exchange table."""

    case: sa.Table
    party: sa.Table
    reassignment: sa.Table
    exchange: sa.Table

    @classmethod
    def of(cls, dialect: str) -> CourtTables:
        """Describe the tables for *dialect* (``postgresql``, ``sqlite``)."""
        metadata = sa.MetaData()
        case = sa.Table(
            CASE,
            metadata,
            sa.Column("BH", sa.String, primary_key=True),
            *(sa.Column(name, sa.String) for name in _CASE_TEXTS),
            *(_time(name, dialect) for name in _CASE_TIMES),
            sa.Column("BDJE", sa.Numeric),
            sa.Column("GZXH", sa.Integer),
            _time("GXSJ", dialect),
        )
        party = sa.Table(
            PARTY,
            metadata,
            sa.Column("BH", sa.String, primary_key=True),
            *(sa.Column(name, sa.String) for name in ("AJBH", "SSDW", "XM", "ZJLX", "ZJHM", "DH", "TYBZ")),
        )
        reassignment = sa.Table(
            REASSIGNMENT,
            metadata,
            sa.Column("AJBH", sa.String, primary_key=True),
            sa.Column("XH", sa.Integer, primary_key=True),
            *(sa.Column(name, sa.String) for name in ("TJZZDM", "TYBZ")),
            *(_time(name, dialect) for name in ("GPRQ", "TYRQ", "CHRQ")),
        )
        exchange = sa.Table(
            EXCHANGE,
            metadata,
            sa.Column("LSH", sa.Integer, primary_key=True),
            *(sa.Column(name, sa.String) for name in ("YWLX", "AH", "AJBH", "XML", "ZT", "CWXX")),
            *(sa.Column(name, sa.String) for name in ("HUB_ROOT", "HUB_REF", "HUB_SDBH")),
            *(_time(name, dialect) for name in ("RKSJ", "CLSJ", "GXSJ")),
        )
        return cls(case, party, reassignment, exchange)


def _time(name: str, dialect: str) -> sa.Column[datetime] | sa.Column[str]:
    return sa.Column(name, sa.DateTime) if dialect == "postgresql" else sa.Column(name, sa.String)
