"""
The police tables as the adapter sees them.

The system keeps no update times: triggers write every change into ``BD_LOG``. Tables marked 新增 in the README are
those that the supplier adds for the exchange. Times are text or DATETIME, whichever the station's version uses.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

TICKET, PERSON, CASE, TRANSFER = "JQ_JJ", "JQ_RY", "AJ_XX", "AJ_YJ"
FEEDBACK, INBOX, LOG = "WB_FK", "WB_SJX", "BD_LOG"


@dataclass(frozen=True, slots=True)
class PoliceTables:
    """Seven tables; columns have no fixed type, for times and telephones differ from station to station."""

    ticket: sa.Table
    person: sa.Table
    case: sa.Table
    transfer: sa.Table
    feedback: sa.Table
    inbox: sa.Table
    log: sa.Table

    @classmethod
    def described(cls) -> PoliceTables:
        """Describe the tables."""
        meta = sa.MetaData()
        ticket = "JJDBH JJDWDM BJSJ BJFS BJRXM LXDH JQLBDM SFDZ XZQH JYAQ CJJG GLJJDBH GZXH"
        case = "AJBH JJDBH AJLB SLSJ ZBDW TJFS TYSJ CLJG BYCF BYCFSJ BYCFWH FXLB FXRS FXSJ"
        feedback = "XH SDBH YWLX JJDBH JG XYS HUB_ROOT HUB_REF ZT LRSJ QSSJ"
        inbox = "XH SDBH LX HUB_ROOT JSDW LTDW DX SY CSQX NR LRSJ DFZT DFSJ"
        return cls(
            ticket=_table(meta, TICKET, ticket),
            person=_table(meta, PERSON, "JJDBH XH JS XM ZJHM LXDH"),
            case=_table(meta, CASE, case),
            transfer=_table(meta, TRANSFER, "JJDBH XH AJBH YJLX JSDW YJSJ TYBZ TYSJ CHSJ"),
            feedback=_table(meta, FEEDBACK, feedback),
            inbox=_table(meta, INBOX, inbox),
            log=sa.Table(
                LOG,
                meta,
                sa.Column("XH", sa.Integer, primary_key=True),
                *(sa.Column(name, sa.types.NullType) for name in ("TABM", "ZJ", "CZ", "CZSJ")),
            ),
        )

    @property
    def every(self) -> tuple[sa.Table, ...]:
        """All tables, in the order in which they are checked."""
        return (self.ticket, self.person, self.case, self.transfer, self.feedback, self.inbox, self.log)


def _table(meta: sa.MetaData, name: str, columns: str) -> sa.Table:
    return sa.Table(name, meta, *(sa.Column(column, sa.types.NullType) for column in columns.split()))
