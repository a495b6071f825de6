"""``python -m hub.readmodel.reference``: write ``docs/reference/read-model.md``; ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.readmodel.schema import reference_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "read-model.md"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; return the exit code."""
    text = reference_page()
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
