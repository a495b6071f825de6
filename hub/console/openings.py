"""Opening personal data by the rules of the hub's people: a reason, a second person where one is asked, the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from hub.console.seam import Reason, Viewer
from hub.core.codes import LabelledCode
from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.permissions import Ownership
from hub.core.ports import Clock
from hub.people.house import People
from hub.people.openings import Reason as Why
from hub.people.openings import Why as Given
from hub.people.sessions import SignedIn


@dataclass(frozen=True, slots=True)
class PeoplesOpenings:
    """Implements :class:`hub.console.seam.Personal` over the accounts' journal."""

    people: People
    clock: Clock

    @property
    def reasons(self) -> Sequence[LabelledCode]:
        """The reasons that may be given."""
        return tuple(Why)

    def open(self, viewer: Viewer, subject: str, owners: Collection[str], why: Reason) -> bool:
        """
        Open the personal data of *subject*, on the record; False when a second person must agree.

        Raises:
            AccessDeniedError: the viewer may not open it at all; the attempt is recorded.
            PermanentError: no reason of the list, or its words hold a number.
        """
        known = next((reason for reason in Why if reason.value == why.code), None)
        if known is None:
            raise PermanentError("the reason isn't one of the list", where=subject, remedy="choose a reason")
        now = self.clock.now()
        mine = [grant for grant in viewer.grants if grant.unit in owners]
        ownership = Ownership.OWN if mine else Ownership.OTHERS
        signed_in = replace(self._signed_in(viewer), grants=tuple(mine) if mine else viewer.grants)
        opening = self.people.openings.ask(signed_in, subject, ownership, Given(known, why.note), now)
        return opening.is_open(now)

    def is_open(self, viewer: Viewer, subject: str) -> bool:
        """Return whether an opening of the viewer lasts still."""
        now = self.clock.now()
        return self.people.openings.open_for(self._signed_in(viewer), subject, now) is not None

    def _signed_in(self, viewer: Viewer) -> SignedIn:
        sessions = self.people.sessions.open_ones(viewer.person, self.clock.now())
        session = next((one for one in sessions if one.number == viewer.session), None)
        if session is None:
            raise AccessDeniedError("nobody is signed in", remedy="sign in")
        account = self.people.accounts.named(viewer.person)
        return SignedIn(account=account, grants=viewer.grants, session=session)
