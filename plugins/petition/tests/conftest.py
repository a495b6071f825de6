"""A petition office in a temporary folder, worked by native means only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry, Unit
from hub.demo.departments.petition_office import PetitionRegister
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.reading import Reading
from hub_petition.adapter import PetitionOffice
from hub_petition.settings import PetitionSettings

FIRST_NIGHT = datetime(2026, 3, 15, 1, 0, tzinfo=SHANGHAI)

REGISTRY = Registry.of(
    (
        Unit(
            code="X3",
            name="向阳区矛盾纠纷非诉化解中心",
            level=3,
            kind=MediationKind.PEOPLE,
            org_kind=OrgKind.CENTRE_L3,
            division="230803",
            agency="justice",
        ),
        Unit(
            code="X4",
            name="郊区矛盾纠纷非诉化解中心",
            level=3,
            kind=MediationKind.PEOPLE,
            org_kind=OrgKind.CENTRE_L3,
            division="230811",
            agency="justice",
        ),
        Unit(
            code="XF-230803",
            name="向阳区信访局",
            level=3,
            kind=MediationKind.ADMIN,
            org_kind=OrgKind.PETITION,
            division="230803",
            agency="petition",
        ),
    )
)

PETITIONS = (
    {
        "信访件编号": "XF2308002026030200" + "01",
        "登记日期": "2026-03-02",
        "形式": "来访",
        "信访人": "孟庆山",
        "证件号": "11010519491231002x",
        "电话": "１３９０４５４１１２２",
        "人数": "约20人",
        "联名": "赵桂兰、钱守义等20人",
        "属地": "230803007001 安民社区",
        "内容分类": "城乡建设/征地拆迁",
        "诉求": "补偿款至今未付，要求按协议给付。",
        "涉法涉诉": "否",
        "被反映人": "向阳区安居置业有限公司",
        "调解单位": "X3",
        "调解状态": "已委托",
    },
    {
        "信访件编号": "XF230800202603040001",
        "登记日期": "2026年3月4日",
        "信访人": "李淑芬",
        "证件号": "未填",
        "电话": "无",
        "人数": "－",
        "内容分类": "拖欠工资",
        "诉求": "年前工资没有发。",
        "调解状态": "未委托",
    },
    {
        "信访件编号": "XF230800202603050002",
        "登记日期": "2026/3/5 10:22",
        "信访人": "周立国",
        "电话": "0454-8812345",
        "人数": "1",
        "内容分类": "交通事故",
        "诉求": "法院判决后仍不赔。",
        "涉法涉诉": "是",
    },
)


class Office:
    """One petition office; implements :class:`hub.testing.NativeSite`."""

    adapter_type = PetitionOffice()
    registry = REGISTRY
    unit = "XF-230803"
    reporter = PETITIONS[0]["信访件编号"]
    petition = PETITIONS[0]

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "office"
        self.register = PetitionRegister(self.folder)
        self.settings = PetitionSettings(
            inbox=self.register.inbox, outbox=self.register.outbox, acks=self.register.acks
        )
        self.nights = 0
        self.clean = dict.fromkeys((p["信访件编号"] for p in PETITIONS), "")
        for petition in PETITIONS:
            self.register.add(petition)
        self.export()

    def export(self, content: bytes | None = None, *, name: str | None = None, **options: object) -> str:
        """Let another night pass and drop its export, or *content* instead of it."""
        at = FIRST_NIGHT + timedelta(days=self.nights)
        self.nights += 1
        own_name, own_content = self.register.export(at, {}, **options)
        self.register.drop(name or own_name, own_content if content is None else content)
        return name or own_name

    def next_export(self) -> bytes:
        """Return what the next night's export would hold, without dropping it."""
        return self.register.export(FIRST_NIGHT + timedelta(days=self.nights), {})[1]

    def next_text(self) -> str:
        """Return the XML of the next night's export."""
        return self.register.document(FIRST_NIGHT + timedelta(days=self.nights), {})

    def change_record(self) -> str:
        self.register.update(self.reporter, {"诉求": "补偿款付了一半。"})
        self.export()
        return self.reporter

    def spoil_record(self) -> tuple[str, str]:
        number = PETITIONS[1]["信访件编号"]
        self.register.update(number, {"内容分类": "元宇宙"})
        self.export()
        return number, "内容分类"

    def mend_record(self, native_id: str) -> None:
        self.register.update(native_id, {"内容分类": "拖欠工资"})
        self.export()

    def stop(self) -> None:
        self.folder.rename(self.folder.with_name("unmounted"))

    def start(self) -> None:
        self.folder.with_name("unmounted").rename(self.folder)

    def personal_data(self) -> list[str]:
        return ["孟庆山", "11010519491231002X", "13904541122", "赵桂兰", "钱守义", "李淑芬", "周立国"]

    def written(self) -> list[str]:
        return [path.read_bytes().decode("gb18030") for path in sorted(self.register.outbox.glob("*.xml"))]

    def content(self) -> str:
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return "\n".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)

    def answerable(self) -> Delivery:
        return sample_delivery(DeliveryKind.FEEDBACK, "petition", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery) -> None:
        at = FIRST_NIGHT + timedelta(days=1, hours=8)
        (reply,) = [r for r in self.register.take_replies(at) if r.number == delivery.delivery_id]
        self.register.acknowledge(at, [self.signed(reply.fields)])

    @staticmethod
    def signed(fields: dict[str, str], state: str = "已签收") -> dict[str, str]:
        names = (
            "回复编号",
            "业务类型",
            "信访件编号",
            "枢纽编号",
            "移交编号",
            "单位",
            "来文单位",
            "督办事由",
            "会商期次",
        )
        return {n: fields[n] for n in names if n in fields} | {"签收状态": state, "签收时间": "2026-03-16 09:05"}


class OfficeReading(Reading):
    """Reads one office; some settings may differ from its own."""

    def __init__(self, office: Office, clock: FixedClock, **changes: object) -> None:
        settings = PetitionSettings.model_validate({**office.settings.model_dump(), **changes})
        context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=REGISTRY)
        super().__init__(office.adapter_type.open(settings, context))

    def stated(self) -> list[tuple[str, str]]:
        records, _ = self.read()
        return [(s.event.value, s.native_id) for r in records for s in self.adapter.translate(r).submissions]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.register.close()


@pytest.fixture
def reading(office: Office) -> OfficeReading:
    return OfficeReading(office, FixedClock())


@pytest.fixture
def open_reading(office: Office) -> Callable[..., OfficeReading]:
    return lambda **changes: OfficeReading(office, FixedClock(), **changes)
