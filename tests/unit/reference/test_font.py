"""The form's typeface covers what a form may say."""

from __future__ import annotations

from io import BytesIO

from reportlab.pdfbase.ttfonts import TTFont

from hub.reference.packaged import folder


def test_the_typeface_has_every_character_of_gb2312_and_of_the_divisions() -> None:
    data = folder("font").joinpath("HubSong.ttf").read_bytes()
    known = TTFont("HubSong", BytesIO(data)).face.charToGlyph
    wanted = {
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    } - {""}  # fmt: skip
    assert len(wanted) == 6763
    divisions = folder("admin_divisions")
    for name in ("areas", "streets", "villages"):
        wanted |= set(divisions.joinpath(f"jiamusi_{name}.csv").read_text(encoding="utf-8")) - set("\r\n")
    assert {character for character in wanted if ord(character) not in known} == set()
    assert "Version 1.1" in folder("font").joinpath("LICENSE").read_text(encoding="utf-8")
