"""Files that are cut, bombs or in a wrong encoding are closed as a whole; sound ones are read exactly."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from hub.connectors.files import (
    FileLimits,
    decode_text,
    element_fields,
    find_table,
    parse_markup,
    read_archive,
    read_bytes,
    read_csv,
    read_workbook,
    write_archive,
    write_atomically,
    write_csv,
)
from hub.core.errors import AgencyUnavailableError, ClosedInputError

XML = (
    '<?xml version="1.0" encoding="GB18030"?>'
    "<信访件列表><信访件><编号>XF1</编号><诉求>䶮姓欠薪</诉求></信访件></信访件列表>"
)


def workbook(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for block in merged:
        sheet.merge_cells(block)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_encodings_are_decided_strictly() -> None:
    """UTF-8 and GB18030, with and without a mark; a bad byte closes the input."""
    for content in ("王婶".encode(), "王婶".encode("utf-8-sig"), "王婶".encode("gb18030"), "王婶".encode("utf-16")):
        assert decode_text(content, where="x") == "王婶"
    for content in (
        b"\xff\xff\xff",
        "王".encode("gb18030")[:1],
        "a\ufffdb".encode(),
        b"a\x00b",
        b"\xef\xbb\xbf\xcd\xf5",
    ):
        with pytest.raises(ClosedInputError):
            decode_text(content, where="名单.csv")


def test_shift_jis_is_no_gb18030() -> None:
    """Bytes of another encoding that happen to decode are noticed by characters nobody types."""
    with pytest.raises(ClosedInputError):
        decode_text(bytes([0xAA, 0xA1]) * 40, where="x")


def test_csv_round_trip_and_cut() -> None:
    """A byte order mark is no part of the first heading; a cut quotation closes the file."""
    content = write_csv([["编号", "诉求"], ["1", '说"好"\n两行']])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = find_table(read_csv(content, where="a.csv"), ["编号", "诉求"], where="a.csv")
    assert rows[0].fields == {"编号": "1", "诉求": '说"好"\n两行'} and rows[0].place == "第2行"
    with pytest.raises(ClosedInputError):
        read_csv(content[:-6], where="a.csv")
    with pytest.raises(ClosedInputError, match="more than"):
        read_csv(content, where="a.csv", limits=FileLimits(rows=1))


def test_archive_round_trip() -> None:
    """Members come back; the bytes don't depend on the hour."""
    members = {"信访/1.xml": b"a", "2.xml": b""}
    assert read_archive(write_archive(members), where="x") == members
    assert write_archive(members) == write_archive(members)


def test_old_chinese_names() -> None:
    """GB names that a packer wrote without saying so are read as Chinese."""
    raw = write_archive({"aaaa.xml": b"1"}).replace(b"aaaa", "信访".encode("gb18030"))
    assert list(read_archive(raw, where="x")) == ["信访.xml"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_an_archive_is_closed(share: float) -> None:
    """A snapshot cut in half is not half a snapshot."""
    content = write_archive({"snapshot.xml": XML.encode("gb18030") * 50})
    with pytest.raises(ClosedInputError, match="cut or damaged"):
        read_archive(content[: int(len(content) * share)], where="x")


def test_zip_bombs_are_closed() -> None:
    """By ratio, by size, by number of members, and when the directory lies about sizes."""
    bomb = write_archive({"a": b"0" * 20_000_000})
    with pytest.raises(ClosedInputError, match="bomb"):
        read_archive(bomb, where="x")
    with pytest.raises(ClosedInputError, match="bomb"):
        read_archive(write_archive({"a": b"0" * 2000}), where="x", limits=FileLimits(unpacked_bytes=1000))
    with pytest.raises(ClosedInputError, match="too many"):
        read_archive(write_archive({str(n): b"" for n in range(4)}), where="x", limits=FileLimits(members=3))
    lying = bomb.replace(struct.pack("<I", 20_000_000), struct.pack("<I", 10))
    with pytest.raises(ClosedInputError):
        read_archive(lying, where="x")


def test_archive_that_leaves_its_folder_is_closed() -> None:
    """Neither upwards nor absolute."""
    for name in ("../x", "/x", "a/../../x"):
        with pytest.raises(ClosedInputError, match="outside"):
            read_archive(write_archive({name: b""}), where="x")


def test_encrypted_archive_is_closed() -> None:
    """It says that the password is the trouble."""
    content = bytearray(write_archive({"a": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ClosedInputError, match="encrypted"):
        read_archive(bytes(content), where="x")


def test_markup_in_chinese_encodings() -> None:
    """A declaration of GB2312 is read as what contains it; rare characters survive."""
    for declared, encoding in (("GB18030", "gb18030"), ("GB2312", "gb18030"), ("UTF-8", "utf-8")):
        root = parse_markup(XML.replace("GB18030", declared).encode(encoding), where="x")
        assert element_fields(root[0]) == {"编号": "XF1", "诉求": "䶮姓欠薪"}
    with pytest.raises(ClosedInputError):
        parse_markup(XML.replace("GB18030", "UTF-8").encode("gb18030"), where="x")


BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, '<!DOCTYPE l SYSTEM "http://x/y.dtd"><l/>'])
def test_entities_are_closed(text: str) -> None:
    """Entity bombs and references to files never expand."""
    with pytest.raises(ClosedInputError, match="bomb"):
        parse_markup(text.encode(), where="x")


def test_markup_limits() -> None:
    """Cut, too deep, too many, too large."""
    with pytest.raises(ClosedInputError, match="not well-formed") as caught:
        parse_markup(XML.encode("gb18030")[:-20], where="x")
    assert "XF1" not in str(caught.value)
    with pytest.raises(ClosedInputError, match="deep"):
        parse_markup(b"<a>" * 60 + b"</a>" * 60, where="x")
    with pytest.raises(ClosedInputError, match="elements"):
        parse_markup(b"<a>" + b"<b/>" * 20 + b"</a>", where="x", limits=FileLimits(elements=10))
    with pytest.raises(ClosedInputError, match="larger"):
        parse_markup(b"<a/>", where="x", limits=FileLimits(unpacked_bytes=2))


def test_workbook_with_merged_headers() -> None:
    """A heading over two rows with merged cells is found by the lower name; titles and totals don't matter."""
    content = workbook(
        [
            ["人民调解统计月报", None, None, None],
            ["调委会", "协议形式", None, "金额(万元)"],
            [None, "口头", "书面", None],
            ["西林", 3, 4, 0.12],
            [None, None, None, None],
            ["南岗", 1, 2, "1,200"],
            ["合计", 4, 6, None],
            ["填表人：", None, None, None],
        ],
        ("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
    )
    (sheet,) = read_workbook(content, where="月报.xlsx")
    rows = find_table(sheet, ["调委会", "口头", "书面", "金额(万元)"], where="月报.xlsx")
    assert [(row.number, row.fields) for row in rows] == [
        (4, {"调委会": "西林", "口头": 3, "书面": 4, "金额(万元)": 0.12}),
        (6, {"调委会": "南岗", "口头": 1, "书面": 2, "金额(万元)": "1,200"}),
    ]


def test_merged_heading_that_reaches_into_rows_is_closed() -> None:
    """Merged cells across heading and data can't be read safely: the sentence says what to do."""
    content = workbook([["编号", "金额"], [None, 5], ["2", 6]], ("A1:A2",))
    (sheet,) = read_workbook(content, where="x.xlsx")
    with pytest.raises(ClosedInputError, match="dissolve"):
        find_table(sheet, ["编号"], where="x.xlsx")


def test_changed_form_is_closed() -> None:
    """A heading that's gone or doubled stops the whole form, not a column of it."""
    (sheet,) = read_workbook(workbook([["编号", "金额", "金额"], ["1", 2, 3]]), where="x.xlsx")
    with pytest.raises(ClosedInputError, match="no heading"):
        find_table(sheet, ["编号", "日期"], where="x.xlsx")
    with pytest.raises(ClosedInputError, match="twice"):
        find_table(sheet, ["编号", "金额"], where="x.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a workbook", write_archive({"a": b"b"})])
def test_no_workbook_is_closed(content: bytes) -> None:
    """Neither text nor another zip."""
    with pytest.raises(ClosedInputError):
        read_workbook(content, where="x.xlsx")


def test_workbook_limits_and_cut() -> None:
    """Too many rows, or half the file."""
    content = workbook([["a"]] * 30)
    with pytest.raises(ClosedInputError, match="30 rows"):
        read_workbook(content, where="x.xlsx", limits=FileLimits(rows=20))
    with pytest.raises(ClosedInputError):
        read_workbook(content[: len(content) // 2], where="x.xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        broken = {name: archive.read(name) for name in archive.namelist()}
    broken["xl/worksheets/sheet1.xml"] = b"<worksheet><cut"
    with pytest.raises(ClosedInputError):
        read_workbook(write_archive(broken), where="x.xlsx")


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    """Written in one move; read with a bound; a missing share is an outage."""
    path = tmp_path / "回执" / "1.xml"
    write_atomically(path, b"abc")
    assert read_bytes(path) == b"abc" and [entry.name for entry in path.parent.iterdir()] == ["1.xml"]
    with pytest.raises(ClosedInputError, match="larger"):
        read_bytes(path, FileLimits(file_bytes=2))
    with pytest.raises(AgencyUnavailableError):
        read_bytes(tmp_path / "none")
    with pytest.raises(AgencyUnavailableError):
        write_atomically(path / "below", b"")
