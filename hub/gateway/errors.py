"""What the gateway refuses of its own accord; the rest are the hub's errors."""

from __future__ import annotations

from hub.core.errors import AccessDeniedError, ClosedInputError, TransientError


class BusyError(TransientError):
    """The hub can't keep up; nothing was taken. ``retry_after`` says in seconds when to try again."""

    code = "E-BUSY-01"

    def __init__(self, what: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(what, remedy=f"say it again in {retry_after} s")


class TooLargeError(ClosedInputError):
    """The body is larger than any call may be; nothing of it was taken."""

    code = "E-SIZE-02"


class TooSlowError(ClosedInputError):
    """The body didn't arrive in time; nothing of it was taken."""

    code = "E-SLOW-01"


class UnsupportedTypeError(ClosedInputError):
    """The body is of a media type that isn't read here."""

    code = "E-TYPE-01"


class NotEntitledError(AccessDeniedError):
    """The caller is known, and may not do this."""

    code = "E-ACC-02"
