"""What the console refuses of its own accord; the rest are the hub's errors."""

from __future__ import annotations

from hub.core.errors import AccessDeniedError, ClosedInputError, PermanentError, UnknownRecordError
from hub.core.permissions import Area, Deed


class SignInNeededError(AccessDeniedError):
    """Nobody is signed in, or the session has ended; ``back`` is the page that was wanted."""

    code = "E-ACC-03"

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__("nobody is signed in", remedy="sign in")


class NotGrantedError(AccessDeniedError):
    """No grant lets the viewer do *deed* in *area*."""

    def __init__(self, area: Area, deed: Deed) -> None:
        self.area, self.deed = area, deed
        super().__init__(
            f"your grants don't include {deed.value} in {area.value}", remedy="the security administrator gives grants"
        )


class StaleFormError(AccessDeniedError):
    """A form came without the mark of this session: from another site, or from a session that has ended."""

    code = "E-ACC-04"

    def __init__(self) -> None:
        super().__init__("the form isn't of this session; nothing was done", remedy="open the page again and repeat it")


class LostWorkError(UnknownRecordError):
    """No such work of the viewer: its answer was fetched or has waited too long, or the console began anew."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "no such work: its result was fetched, or the console began anew",
            where=number[:20],
            remedy="open the page again from the menu",
        )


class LargeResultError(PermanentError):
    """The answer of a long work is larger than what is kept for whoever comes back."""

    def __init__(self) -> None:
        super().__init__("the result is too large to be kept", remedy="ask for less")


class TooLargeFormError(ClosedInputError):
    """A form is larger than any page sends; nothing of it was taken."""

    code = "E-SIZE-03"

    def __init__(self) -> None:
        super().__init__("the form is too large; nothing was taken", remedy="send less at once")
