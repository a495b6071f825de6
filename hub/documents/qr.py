"""QR codes as the path of a picture, drawn by the library that draws the PDFs."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_MARGIN = 4
"""Modules of white around the code that ISO/IEC 18004 asks for."""


@dataclass(frozen=True, slots=True)
class QrPicture:
    """A square picture: ``size`` modules wide with its margin, ``path`` of an SVG that fills the dark ones."""

    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """Return *text* as a QR code with medium error correction."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = int(code.getModuleCount())
    runs: list[str] = []
    for row in range(count):
        column = 0
        while column < count:
            width = 0
            while column + width < count and code.isDark(row, column + width):
                width += 1
            if width:
                runs.append(f"M{column + _MARGIN} {row + _MARGIN}h{width}v1h-{width}z")
            column += max(width, 1)
    return QrPicture(count + 2 * _MARGIN, "".join(runs))
