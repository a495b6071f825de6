"""What a mapping file registers: whom it speaks for, its settings, how it's opened."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, field_serializer

from hub.connectors.mapping.loading import load_mapping
from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.profiles import ANSWERS, PROFILES
from hub.connectors.mapping.words import Content
from hub.core.addressees import concerning
from hub.core.deliveries import DeliveryKind
from hub.core.events import Event
from hub.plugins.mapping.adapter import MappedAdapter, MappingHome
from hub.plugins.spec import AdapterContext, AgencyInfo

_WRITTEN: dict[Content, frozenset[DeliveryKind]] = {
    Content.FEEDBACK: frozenset({DeliveryKind.FEEDBACK}),
    Content.SUPERVISION: frozenset({DeliveryKind.SUPERVISION}),
    Content.REFERRAL: frozenset({DeliveryKind.REFERRAL, DeliveryKind.REFERRAL_WITHDRAWN}),
    Content.INVITATION: frozenset({DeliveryKind.INVITATION}),
    Content.DOCKET: frozenset({DeliveryKind.DOCKET_TASK}),
}
_ANSWERED: dict[DeliveryKind, frozenset[Event]] = {
    DeliveryKind.FEEDBACK: frozenset({Event.FEEDBACK_ACKNOWLEDGED, Event.FEEDBACK_REJECTED}),
    DeliveryKind.REFERRAL: frozenset({Event.REFERRAL_ACCEPTED, Event.REFERRAL_RETURNED}),
    DeliveryKind.SUPERVISION: frozenset({Event.SUPERVISION_REPLIED}),
    DeliveryKind.INVITATION: frozenset({Event.INVITATION_ANSWERED}),
    DeliveryKind.DOCKET_TASK: frozenset({Event.DOCKET_FOLLOWED}),
}


class MappingSettings(BaseModel):
    """
    Where a mapped ledger is.

    Attributes:
        mapping: 映射文件（.yaml 或 .xlsx），相对本设置文件 / The mapping file, relative to the settings file.
        folder: 收件、回执文件夹所在，不写则为映射文件所在 / Where its folders are; that of the mapping file by default.
        url: 数据库地址（kind: sql 时） / Address of the database, for ``kind: sql``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mapping: Path
    folder: Path | None = None
    url: SecretStr | None = None

    @field_serializer("url", when_used="json")
    def _url_in_file(self, url: SecretStr | None) -> str | None:
        """Write the real address into the settings file, and nowhere else."""
        return None if url is None else url.get_secret_value()

    @property
    def home(self) -> Path:
        """Folder to which those of the mapping file are relative."""
        return self.folder or self.mapping.parent


def on_slips(mapping: Mapping) -> frozenset[DeliveryKind]:
    """Return the kinds of delivery for which the body gets a slip to answer on."""
    return frozenset[DeliveryKind]().union(
        *(_WRITTEN.get(content, frozenset()) for content in mapping.writeback.content)
    )


def info_of(mapping: Mapping) -> AgencyInfo:
    """
    Return whom *mapping* speaks for.

    It receives whatever can concern its unit: what its write-back names on slips that are answered, the rest as lines
    of the month's register.
    """
    submits = PROFILES[mapping.profile].submits
    answered = on_slips(mapping)
    if mapping.monthly_form is not None and mapping.monthly_form.compares:
        submits |= {Event.MONTHLY_REPORT_SUBMITTED}
    return AgencyInfo(
        code=mapping.adapter,
        name_zh=mapping.name,
        name_en=mapping.name_en,
        submits=submits.union(*(_ANSWERED[kind] & ANSWERS for kind in answered if kind in _ANSWERED)),
        receives=answered | concerning((mapping.unit,), submits),
        contact=mapping.contact,
    )


class MappedType:
    """The adapter type that one mapping file makes."""

    Settings: type[BaseModel] = MappingSettings

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.info = info_of(mapping)

    def open(self, settings: BaseModel, context: AdapterContext) -> MappedAdapter:
        """Return the adapter for *settings*, not yet connected."""
        found = MappingSettings.model_validate(settings.model_dump())
        url = None if found.url is None else found.url.get_secret_value()
        return MappedAdapter(self.mapping, self.info, on_slips(self.mapping), MappingHome(found.home, url), context)


def mapped_type(path: Path) -> MappedType:
    """
    Return the adapter type of the mapping file *path*.

    Raises:
        MappingFileError: it can't be used; every problem is named.
        AgencyUnavailableError: it can't be read now.
    """
    return MappedType(load_mapping(path))
