"""
Cut the papers' typefaces from Noto Serif CJK SC: ``python scripts/form_font.py NotoSerifCJK-Regular.ttc``.

The first holds GB 2312 (levels 1 and 2, symbols), ASCII, Latin-1 and every character of the packaged data; the second
the rest of GBK and a few more, for the names of people. Outlines become quadratic (TrueType), which PDF writers embed
in parts. The licence (OFL 1.1) wants another name for a changed font. Needs fonttools, which the hub itself doesn't.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

DATA = Path(__file__).resolve().parents[1] / "hub" / "data"
TARGET = DATA / "font" / "HubSong.ttf"
RARE = DATA / "font" / "HubSongRare.ttf"
BEYOND_GBK = "䶮㛃㙓㭎㳚㵐㸌㻏䎃䏲䓨䓛䓫"
"""Characters of the 通用规范汉字表 for names and places that GBK doesn't have."""
SIMPLIFIED = 2
"""Place of the SC face in the collection."""
MAX_ERROR = 1.0
"""Deviation of a curve, in thousandths of an em."""
OFFICIAL = "〔〕（）《》【】〈〉、。，；：？！“”‘’…—·￥％＊①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣ№℃×÷±≤≥≠√△▲□■○●※→←↑↓　"


def wanted() -> set[int]:
    """Return the code points of the subset."""
    found = {code for code in range(0x20, 0x100) if code not in range(0x7F, 0xA0)}
    found |= {ord(character) for character in OFFICIAL}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found | {ord(character) for text in packaged_texts() for character in text if ord(character) > 0x7F}


def rare() -> set[int]:
    """Return the code points of the second subset."""
    found = {ord(character) for character in BEYOND_GBK}
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return {code for code in found if code in range(0x3400, 0xA000)} - wanted()


def packaged_texts() -> Iterator[str]:
    """Yield the texts of the packaged division tables."""
    for path in sorted((DATA / "admin_divisions").glob("*.csv")):
        yield path.read_text(encoding="utf-8")


def quadratic(font: TTFont) -> None:
    """Turn the cubic outlines of *font* into quadratic ones."""
    order = font.getGlyphOrder()
    glyphs, source = {}, font.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(source)
        source[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    font["glyf"], font["loca"] = glyf, newTable("loca")
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, name, 0)
    maxp.maxZones = 1
    for table in ("CFF ", "VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF", "DSIG"):
        if table in font:
            del font[table]
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def renamed(font: TTFont, name: str) -> None:
    """Give the changed font its own *name*, keep copyright and licence."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 13, 14)]
    for number, text in ((1, name), (2, "Regular"), (3, f"{name}-1"), (4, name), (6, name.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)


def cut(source: str, name: str, codes: set[int], target: Path) -> None:
    """Write the subset *codes* of *source* to *target*, under *name*."""
    font = TTFont(source, fontNumber=SIMPLIFIED, recalcTimestamp=False)
    options = Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    quadratic(font)
    renamed(font, name)
    target.parent.mkdir(exist_ok=True)
    font.save(target)
    missing = sorted(codes - set(TTFont(target).getBestCmap()))
    print(f"{target.name}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size:,} bytes")
    print("not in the source:", " ".join(f"U+{code:04X}" for code in missing) or "none")


def main() -> None:
    """Write both subsets."""
    cut(sys.argv[1], "Hub Song", wanted(), TARGET)
    cut(sys.argv[1], "Hub Song Rare", rare(), RARE)


if __name__ == "__main__":
    main()
