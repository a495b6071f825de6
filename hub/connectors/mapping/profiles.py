"""The profiles: how one row of a kind of ledger, with its dates, becomes events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.connectors.mapping import ledger, referrals
from hub.connectors.mapping.story import Story
from hub.core.codes import Channel
from hub.core.events import Event

_REPORT = frozenset({Event.DISPUTE_REPORTED, Event.DISPUTE_CORRECTED, Event.SOURCE_REPORT_RETRACTED})
_CONSENT = frozenset({Event.CONSENT_RECORDED, Event.CONSENT_WITHHELD, Event.CONSENT_WITHDRAWN})
_HANDLING = frozenset(
    {
        Event.REFERRAL_ACCEPTED,
        Event.REFERRAL_RETURNED,
        Event.CASE_OPENED,
        Event.AGREEMENT_REACHED,
        Event.AGREEMENT_CORRECTED,
        Event.AGREEMENT_PERFORMED,
        Event.AGREEMENT_BREACHED,
        Event.MEDIATION_FAILED,
        Event.CASE_SETTLED,
        Event.CASE_WITHDRAWN,
        Event.TERMINATION_NOTICE_ISSUED,
        Event.OTHER_ROUTES_INFORMED,
        Event.CONFIRMATION_APPLIED,
        Event.RISK_FLAGGED,
    }
)
_REFERRING = frozenset(
    {Event.REFERRAL_CREATED, Event.REFERRAL_WITHDRAWN, Event.FEEDBACK_ACKNOWLEDGED, Event.FEEDBACK_REJECTED}
)
ANSWERS = frozenset(
    {
        Event.FEEDBACK_ACKNOWLEDGED,
        Event.FEEDBACK_REJECTED,
        Event.REFERRAL_ACCEPTED,
        Event.REFERRAL_RETURNED,
        Event.INVITATION_ANSWERED,
        Event.SUPERVISION_REPLIED,
        Event.DOCKET_FOLLOWED,
    }
)
"""What is answered on the slips that the hub writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    One kind of ledger.

    Attributes:
        words: Names under which a mapping file may call it.
        needs: Columns that a mapping must have; ``a|b`` is one of both.
        channel: Channel of its reports where no column says.
        submits: Events that it may state.
        tell: States them.
    """

    code: str
    zh: str
    en: str
    words: tuple[str, ...]
    needs: tuple[str, ...]
    channel: Channel
    submits: frozenset[Event]
    tell: Callable[[Story], None]
    says_zh: str
    says_en: str


_LEDGER = ("accepted_on", "type", "outcome", "concluded_on", "form")
PROFILES: dict[str, Profile] = {
    profile.zh: profile
    for profile in (
        Profile(
            code="ADMIN_LEDGER",
            zh="行政调解台账",
            en="Ledger of administrative mediation",
            words=("行政调解台账", "admin-ledger"),
            needs=_LEDGER,
            channel=Channel.ADMIN,
            submits=_REPORT | _CONSENT | _HANDLING,
            tell=ledger.tell,
            says_zh="一行一件：受理日期成为受理，达成、终止、办结日期按处理结果成为结局，履行日期成为履行",
            says_en="One case a row; its dates become acceptance, outcome and performance",
        ),
        Profile(
            code="ARBITRATION_LEDGER",
            zh="仲裁案件台账",
            en="Ledger of arbitration cases",
            words=("仲裁案件台账", "arbitration-ledger"),
            needs=_LEDGER,
            channel=Channel.PARTY,
            submits=_REPORT | _CONSENT | _HANDLING | {Event.ARBITRAL_DOCUMENT_ISSUED},
            tell=ledger.tell,
            says_zh="已受理的仲裁案件中的调解：出具调解书写 ARB_DOC（履行不在此登记），裁决写 FAILED，撤诉写 WITHDRAWN",
            says_en="Mediation in accepted arbitration cases; a 调解书 is ARB_DOC, an award is a failed mediation",
        ),
        Profile(
            code="DECISION_REFERRALS",
            zh="行政裁决/复议前委托",
            en="Referrals before ruling or reconsideration",
            words=("行政裁决/复议前委托", "行政裁决前委托", "复议前委托", "decision-referrals"),
            needs=("type", "referred_on"),
            channel=Channel.ADMIN,
            submits=_REPORT | _CONSENT | _REFERRING,
            tell=referrals.tell,
            says_zh="裁决、复议机关把适合调解的事项委托同级非诉中心；结果写回其发件文件夹，签收后登记",
            says_en="Fit matters go to the centre of the same level; the result comes back into the body's outbox",
        ),
        Profile(
            code="INDUSTRY_LEDGER",
            zh="行业调委会台账",
            en="Ledger of an industry committee",
            words=("行业调委会台账", "industry-ledger"),
            needs=_LEDGER,
            channel=Channel.PARTY,
            submits=_REPORT | _CONSENT | _HANDLING | _REFERRING,
            tell=ledger.tell,
            says_zh="同行政调解台账；重大疑难的可填委托日期，移交同级中心；来件填枢纽编号和移交编号",
            says_en="As the administrative ledger; hard cases may go to the centre of the same level",
        ),
        Profile(
            code="ZZ_EXTRACT",
            zh="综治中心摘录",
            en="Extract of a public-order centre's docket",
            words=("综治中心摘录", "zz-extract"),
            needs=("reported_on", "type"),
            channel=Channel.OTHER,
            submits=_REPORT | {Event.RISK_FLAGGED},
            tell=referrals.tell_extract,
            says_zh="例会研判的纠纷线索：报送纠纷和风险，不作受理",
            says_en="Matters of the regular meeting: report and risk, no acceptance",
        ),
        Profile(
            code="PARTICIPANTS",
            zh="参与登记",
            en="Register of bodies that help",
            words=("参与登记", "participants"),
            needs=("hub_root|case_number", "participant", "assistance", "joined_on"),
            channel=Channel.OTHER,
            submits=frozenset({Event.PARTICIPANT_JOINED}),
            tell=referrals.tell_participant,
            says_zh="律师事务所、法律服务所、法律援助、鉴定、公证、专家参与某件纠纷：写枢纽编号或案号、机构代码、参与方式",
            says_en="A law firm, legal service, appraiser, notary or expert helps in a case of others",
        ),
    )
}
"""Every profile by its Chinese name."""
