"""What the petition office's own code tables mean in the hub's codes."""

from __future__ import annotations

from enum import StrEnum

from hub.core.codes import DisputeType

CATEGORIES: dict[str, DisputeType] = {
    "征地拆迁": DisputeType.EXPROPRIATION,
    "城乡建设/征地拆迁": DisputeType.EXPROPRIATION,
    "农村农业/土地征用": DisputeType.EXPROPRIATION,
    "劳动和社会保障/拖欠工资": DisputeType.MIGRANT_WAGE,
    "拖欠工资": DisputeType.MIGRANT_WAGE,
    "劳动和社会保障/劳动争议": DisputeType.LABOUR,
    "劳动争议": DisputeType.LABOUR,
    "城乡建设/物业管理": DisputeType.PROPERTY_MGMT,
    "物业管理": DisputeType.PROPERTY_MGMT,
    "城乡建设/房屋宅基地": DisputeType.HOUSING_LAND,
    "房屋宅基地": DisputeType.HOUSING_LAND,
    "农村农业/村务管理": DisputeType.VILLAGE_AFFAIRS,
    "村务管理": DisputeType.VILLAGE_AFFAIRS,
    "国土资源/山林土地": DisputeType.FOREST_LAND,
    "山林土地": DisputeType.FOREST_LAND,
    "环境保护": DisputeType.ENVIRONMENT,
    "卫生健康/医患纠纷": DisputeType.MEDICAL,
    "医患纠纷": DisputeType.MEDICAL,
    "交通运输/交通事故": DisputeType.TRAFFIC,
    "交通事故": DisputeType.TRAFFIC,
    "市场监管/消费维权": DisputeType.CONSUMER,
    "消费维权": DisputeType.CONSUMER,
    "市场监管/网络购物": DisputeType.ECOMMERCE,
    "网络购物": DisputeType.ECOMMERCE,
    "文化旅游/旅游服务": DisputeType.TOURISM,
    "旅游服务": DisputeType.TOURISM,
    "知识产权": DisputeType.IP,
    "经济/合同纠纷": DisputeType.CONTRACT,
    "合同纠纷": DisputeType.CONTRACT,
    "经济/生产经营": DisputeType.BUSINESS_OP,
    "生产经营": DisputeType.BUSINESS_OP,
    "民政/婚姻家庭": DisputeType.MARRIAGE_FAMILY,
    "婚姻家庭": DisputeType.MARRIAGE_FAMILY,
    "家庭暴力": DisputeType.MARRIAGE_FAMILY,
    "未成年人保护": DisputeType.MARRIAGE_FAMILY,
    "邻里纠纷": DisputeType.NEIGHBOUR,
    "人身财产损害": DisputeType.DAMAGES,
    "其他": DisputeType.OTHER,
}
"""内容分类 of the office; a new one is added in the settings, never guessed."""

VEILED = frozenset({"家庭暴力", "未成年人保护"})
"""内容分类, or its last part, whose people are hidden everywhere (domain §6.4)."""


class MediationState(StrEnum):
    """调解状态 of a petition, in the office's words."""

    NONE = ""
    ASKING = "征求意见"
    COMMISSIONED = "已委托"
    RETURNED = "已退回"
    REFUSED = "不同意调解"
    WITHDRAWN = "撤回委托"


STATES: dict[str, MediationState] = {
    "": MediationState.NONE,
    "未委托": MediationState.NONE,
    "征求意见": MediationState.ASKING,
    "征求意见中": MediationState.ASKING,
    "已委托": MediationState.COMMISSIONED,
    "委托调解": MediationState.COMMISSIONED,
    "调解中": MediationState.COMMISSIONED,
    "调解成功": MediationState.COMMISSIONED,
    "调解不成": MediationState.COMMISSIONED,
    "已退回": MediationState.RETURNED,
    "已终结": MediationState.COMMISSIONED,
    "不同意": MediationState.REFUSED,
    "不同意调解": MediationState.REFUSED,
    "撤回": MediationState.WITHDRAWN,
    "撤回委托": MediationState.WITHDRAWN,
}
"""Spellings of 调解状态; results come from the mediating body, so here they only say that a commission stands."""

ALIASES: dict[str, tuple[str, ...]] = {
    "信访件编号": ("编号", "信访编号", "件号", "XFJBH"),
    "登记日期": ("登记时间", "来件日期", "DJRQ"),
    "形式": ("信访形式", "XFXS"),
    "信访人": ("信访人姓名", "来访人", "XFR"),
    "证件号": ("证件号码", "身份证号", "ZJHM"),
    "电话": ("联系电话", "手机", "LXDH"),
    "人数": ("信访人数", "涉及人数", "RS"),
    "联名": ("联名人", "联名信访人", "LM"),
    "属地": ("问题属地", "属地代码", "SD"),
    "内容分类": ("信访内容分类", "问题分类", "NRFL"),
    "诉求": ("信访诉求", "主要诉求", "SQ"),
    "涉法涉诉": ("是否涉法涉诉", "SFSS"),
    "受理日期": ("受理时间", "SLRQ"),
    "告知日期": ("告知时间", "GZRQ"),
    "答复日期": ("答复时间", "DFRQ"),
    "办理期限": ("期限", "BLQX"),
    "调解单位": ("委托调解单位", "TJDW"),
    "调解状态": ("委托调解状态", "TJZT"),
    "终结告知书号": ("告知书号", "ZJGZSH"),
    "办结方式": ("办结形式", "BJFS"),
    "被反映人": ("被反映单位", "被信访人", "BFYR"),
    "枢纽编号": ("枢纽号", "SNBH"),
}
"""Elements of the snapshot and the names under which office software has shipped them."""

REQUIRED = ("信访件编号", "登记日期", "内容分类")
"""Elements without which a snapshot isn't understood at all."""
