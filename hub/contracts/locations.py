"""The one place that knows where the schema files stand."""

from __future__ import annotations

from pathlib import Path

from hub.core.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent.parent


def schema_folder() -> Path:
    """
    Return the folder of the public contract.

    A wheel carries it as ``hub/_schemas``; a checkout and an editable install have it as ``schemas`` beside ``hub``.

    Raises:
        ConfigurationError: neither is there.
    """
    for folder in (_PACKAGE / "_schemas", _PACKAGE.parent / "schemas"):
        if (folder / "registry.json").is_file():
            return folder
    raise ConfigurationError(
        "the schema files are missing",
        where="hub.contracts",
        remedy="install fengqiao-hub from its wheel, or work in a complete checkout",
    )


def checkout_folder() -> Path:
    """Return the root of the source tree, for generators that write into it."""
    return _PACKAGE.parent
