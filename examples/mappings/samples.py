"""
Makes the sample files of the four examples: invented people and bodies, dirt as departments leave it.

Run ``python examples/mappings/samples.py`` to write them anew; their cells come out the same.
"""

from __future__ import annotations

import io
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

HERE = Path(__file__).parent
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "示例甲乙丙丁戊己庚辛"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LEDGER = "行政调解台账（向阳）2026年3月.xlsx"
HEADINGS = [
    "受理编号",
    "受理日期",
    "纠纷类别",
    "投诉人",
    "证件号码",
    "被投诉单位",
    "统一社会信用代码",
    "主要诉求",
    "双方同意",
    "处理结果",
    "达成日期",
    "终止日期",
    "办结日期",
    "协议形式",
    "达成金额(元)",
    "履行日期",
]


def number_of(serial: int) -> str:
    """Return a valid identity number of nobody: an area that doesn't exist."""
    body = f"990000199001{serial % 28 + 1:02d}{serial % 999 + 1:03d}"
    return body + "10X98765432"[sum(int(digit) * w for digit, w in zip(body, WEIGHTS, strict=True)) % 11]


def name_of(serial: int) -> str:
    """Return an invented name."""
    return SURNAMES[serial % 10] + GIVEN[serial % 9] + GIVEN[(serial * 7 + 3) % 9]


def ledger_rows() -> list[list[object]]:
    """Return 49 rows: number 18 is that of the worked example, three can't enter as they are."""
    rows: list[list[object]] = []
    for serial in range(1, 50):
        day = serial % 14 + 1
        is_agreed = serial % 5 != 0
        amount: object = f"{900 + serial * 18:,}"
        plain = datetime(2026, 3, day, tzinfo=UTC).replace(tzinfo=None)
        row: list[object] = [
            f"向市监调〔2026〕{serial}号",
            [f"2026/3/{day}", f"2026.3.{day}", plain, f"3月{day}日"][serial % 4],
            ["消费", "网购", " 物业 ", "消费"][serial % 4],
            name_of(serial),
            number_of(serial) if serial % 3 else "",
            f"示例{GIVEN[serial % 9]}商贸有限公司",
            "",
            "商品质量争议，要求退款",
            ["是", ""][serial % 2],
            "成功" if is_agreed else ["不成", "撤回", "终止"][serial // 5 % 3],
            f"3月{day + 7}日" if is_agreed else "",
            "" if is_agreed else f"2026-03-{day + 9:02d}",
            "",
            ["书面", "口头"][serial % 6 == 0] if is_agreed else "",
            amount if is_agreed else "",
            f"2026.3.{day + 10}" if is_agreed and serial % 2 else "",
        ]
        rows.append(row)
    rows[17] = _worked_example()
    rows[8][4] = "990000199001100000"
    rows[23][14] = 0.12
    rows[27][9], rows[27][10] = "已和谐", ""
    rows[27][12] = "3月20日"
    return rows


def _worked_example() -> list[object]:
    cells = {
        "受理编号": "向市监调〔２０２６〕18号",
        "受理日期": "2026/3/18",
        "纠纷类别": "消费",
        "投诉人": "钱 示例",
        "证件号码": number_of(118),
        "被投诉单位": "示例电器商行",
        "主要诉求": "电视机退货",
        "双方同意": "是",
        "处理结果": "成功",
        "达成日期": "3月25日",
        "协议形式": "书面",
        "达成金额(元)": "1,200",
        "履行日期": "2026.3.25",
    }
    return [cells.get(heading, "") for heading in HEADINGS]


def ledger(rows: list[list[object]] | None = None) -> bytes:
    """Return the market supervision office's ledger as they send it: a title above, totals and a signature below."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "调解台账"
    sheet.append(["向阳区市场监督管理局行政调解台账"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet.append(["填报单位：向阳区市场监督管理局"])
    sheet.append([heading.replace("(", "（").replace(")", "）") for heading in HEADINGS])
    kept = ledger_rows() if rows is None else rows
    for row in kept:
        sheet.append(row)
    total = sum(float(str(row[14]).replace(",", "")) for row in kept if row[14])
    sheet.append(["合计", *[""] * 13, f"{total + 100:,.2f}"])
    sheet.append(["填表人：消保科"])
    book.create_sheet("填表说明").append(["一行一件"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def arbitration() -> bytes:
    """Return what the labour arbitration committee's system exports: GB18030, codes, NULL for nothing."""
    lines = ["AH,LARQ,ZYLX,SQR,SQRZJ,SQRDH,YRDW,YRDWDM,ZCQQ,JAFS,JARQ,TJJE,WSH,LXRQ"]
    for serial in range(31, 39):
        ends = ["1", "2", "3", "", "1", "4", "1", "5"][serial - 31]
        document = f"佳劳人仲调〔2026〕{serial - 20}号" if ends == "1" else "NULL"
        lines.append(
            f"佳劳人仲字〔2026〕第{serial}号,202603{serial - 27:02d},0{serial % 2 + 1},{name_of(serial)},"
            f"{number_of(serial)},1390454{serial:04d},示例{GIVEN[serial % 9]}建筑有限公司,NULL,"
            f'"支付工资,以及{serial}天的加班费",{ends or "NULL"},{f"202603{serial - 15:02d}" if ends else "NULL"},'
            f"{f'{serial * 1000}.00' if ends == '1' else 'NULL'},{document},NULL"
        )
    return "\r\n".join([*lines, ""]).encode("gb18030")


def committee() -> str:
    """Return what the medical committee's program writes."""
    cases = []
    for serial, (result, amount) in enumerate(
        (("达成协议", "3.5"), ("调解不成", ""), ("", ""), ("一方终止", ""), ("达成协议", "12")), 7
    ):
        ended = f"2026-03-{serial + 13}" if result else ""
        cases.append(
            f"  <案件><登记号>医调2026-{serial:03d}</登记号><申请日期>2026-03-{serial - 5:02d}</申请日期>"
            f"<受理日期>2026-03-{serial - 4:02d}</受理日期><来源>{'卫健部门' if serial == 8 else '患方申请'}</来源>"
            f"<患方>{name_of(serial)}</患方><患方身份证>{number_of(serial)}</患方身份证>"
            f"<患方电话>1390455{serial:04d}</患方电话><医方>示例{GIVEN[serial % 9]}医院</医方>"
            f"<争议要点>认为诊疗有过错</争议要点><双方同意>是</双方同意><结果>{result}</结果>"
            f"<结案日期>{ended}</结案日期><赔付金额>{amount}</赔付金额></案件>"
        )
    return '<?xml version="1.0" encoding="UTF-8"?>\n<登记>\n' + "\n".join(cases) + "\n</登记>\n"


def office(path: Path) -> None:
    """Make the reconsideration office's database; its hub account sees the view alone."""
    script = (HERE / "reconsideration-office/sample.sql").read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(script)
        for serial, (kind, consent) in enumerate((("征收", "Y"), ("工伤", "Y"), ("林地", "N"), ("消费投诉", "Y")), 9):
            connection.execute(
                "INSERT INTO WTTJ (FYBH, SQRQ, SXLB, SQR, SQRZJHM, SQRDH, BSQR, QQ, TYBZ, WTRQ, GXSJ)"
                " VALUES (?, ?, ?, ?, ?, ?, '示例街道办事处', '请求撤销决定', ?, ?, ?)",
                (
                    f"向政复〔2026〕{serial}号",
                    f"2026-03-{serial - 4:02d}",
                    kind,
                    name_of(serial),
                    number_of(serial),
                    f"1390456{serial:04d}",
                    consent,
                    f"2026-03-{serial - 3:02d}",
                    f"2026-03-{serial - 3:02d} 10:00:00",
                ),
            )
        connection.commit()
    finally:
        connection.close()


def place(example: str, folder: Path) -> None:
    """Put the sample of *example* where its mapping file looks for it, below *folder*."""
    files = {
        "market-supervision": (f"市场监管/收件/{LEDGER}", ledger),
        "labour-arbitration": ("仲裁院/导出/仲裁案件_202603.csv", arbitration),
        "medical-committee": ("医调委/交换/案件_0331.xml", lambda: committee().encode()),
    }
    if example == "reconsideration-office":
        office(folder / "复议局/fyj.db")
        return
    name, make = files[example]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make())


if __name__ == "__main__":
    for sample in ("market-supervision", "labour-arbitration", "medical-committee", "reconsideration-office"):
        place(sample, HERE / sample)
