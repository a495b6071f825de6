"""What is refused of amendments of every kind."""

from __future__ import annotations

from hub.core.errors import PermanentError


def changes_nothing(subject: str) -> PermanentError:
    """Return what is told of an amendment of *subject* that says what is in force already."""
    return PermanentError("it would change nothing", where=subject, remedy="compare it with what is in force")
