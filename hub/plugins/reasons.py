"""What the codes of held things mean in Chinese; people quote the code on the telephone."""

from __future__ import annotations

_ZH = {
    "E-ADP-01": "适配器程序出错，行已整行隔离",
    "E-AMT-01": "金额无法识别",
    "E-AMT-02": "金额不足一分，请核对单位（元/万元）",
    "E-AMT-03": "金额为负或过大",
    "E-AMT-04": "列名为万元，数值像元，请核对单位",
    "E-AUTH-01": "本部门无权报送此类事件",
    "E-AUTH-02": "适配器不接收此类送达",
    "E-CLK-01": "本机时钟超前，请校时后重新保存",
    "E-CODE-02": "出现未登记代码",
    "E-CODE-03": "代码在该日期无效",
    "E-DATE-01": "日期无法识别",
    "E-DATE-02": "日期不存在或不合理",
    "E-DATE-04": "日期晚于录入日期",
    "E-DATE-05": "日期早于受理日期",
    "E-DLV-01": "送达无法写入部门系统",
    "E-DUP-01": "同一编号出现两次",
    "E-DUP-02": "已报送事件的内容发生变化",
    "E-FIL-01": "整份输入无法读取（截断、超限或编码错误）",
    "E-HUB-01": "枢纽拒收该报送",
    "E-ID-01": "证件号码校验位不符",
    "E-ID-02": "证件号码末位丢失，疑被表格截断",
    "E-NUM-01": "数字无法识别",
    "E-NUM-02": "人数无法识别",
    "E-REQ-01": "必填项为空",
    "E-ROW-01": "该行无法转换",
    "E-ROW-02": "该行缺列或类型异常",
    "E-SIZE-01": "内容超长",
    "E-STA-01": "无移交编号的分办不能退回，请受理或请上级改派",
    "E-STA-02": "此类来文不能这样答复",
    "E-TEL-01": "电话号码无法识别",
    "E-TEL-02": "电话号码数位丢失",
    "E-TIME-01": "时间与当前相差过大，请核对系统时钟",
    "E-UNIT-01": "机构代码不在机构名录中",
    "E-YES-01": "是否项无法识别",
}


def reason_zh(code: str, otherwise: str) -> str:
    """Return the Chinese reason of *code*, or the reason as it was given."""
    return _ZH.get(code, otherwise)
