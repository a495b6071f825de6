"""Agreements, what was promised in them, and their confirmation by the court."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.daytime import local_day
from hub.core.machines import ConfirmationState
from hub.core.performance import Instalment, Payment, Promise, performed_at
from hub.core.units import UnitStamp


@dataclass(slots=True, kw_only=True)
class Confirmation:
    """Judicial confirmation of one agreement version (domain §2.5)."""

    state: ConfirmationState = ConfirmationState.WINDOW_OPEN
    applied_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    extended_to: date | None = None


@dataclass(slots=True, kw_only=True)
class Agreement:
    """
    One agreement version; a correction changes it in place, a later version opens a new window.

    ``agency`` stated it: nobody corrects it but that agency, or who speaks for its unit now.
    """

    v: int
    agency: str
    native_id: str
    unit: UnitStamp | None
    reopen: int
    form: str
    amount_fen: int
    due: date | None
    reached_at: datetime
    effective: date | None = None
    items: tuple[Instalment, ...] = ()
    corrected_v: int = 0
    payments: list[Payment] = field(default_factory=list)
    breached_at: datetime | None = None
    guided_at: datetime | None = None
    arbitral_document_at: datetime | None = None
    confirmation: Confirmation = field(default_factory=Confirmation)

    @property
    def effective_on(self) -> date:
        """
        The day from which it binds: written ones when signed and sealed, oral ones when agreed (人民调解法 29, 30).

        An agreement is only stated once that was done; a later day that it names itself is its effective day.
        """
        agreed = local_day(self.reached_at)
        return agreed if self.effective is None else max(agreed, self.effective)

    @property
    def performed_at(self) -> datetime | None:
        """When all of it was performed."""
        return performed_at(self.payments, self.amount_fen)

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """What is due by which day; one item for the whole where only a last day was agreed."""
        if self.items or self.due is None:
            return self.items
        return (Instalment(self.due, self.amount_fen),)

    @property
    def promise(self) -> Promise:
        """What was promised and what came of it so far."""
        return Promise(
            since=self.reached_at,
            amount_fen=self.amount_fen,
            items=self.instalments,
            payments=tuple(self.payments),
            breached_at=self.breached_at,
        )
