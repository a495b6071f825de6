"""What a plugin's tests say about its native system, so that the contract can be checked on the real thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from pydantic import BaseModel

from hub.core.deliveries import Delivery
from hub.core.units import Registry
from hub.plugins.spec import AdapterType


class NativeSite(Protocol):
    """
    A native system in a temporary folder or on a test server, worked only by native means, never through the adapter.

    It starts with at least three clean records, one of them with a named person, an identity number and a telephone.
    """

    adapter_type: AdapterType
    settings: BaseModel
    registry: Registry
    unit: str | None
    """Unit to which sample deliveries go; None when the agency has a single inbox."""
    reporter: str | None
    """Native id of a clean record, which sample feedback answers; None when the agency reports nothing."""

    def change_record(self) -> str:
        """Let a clerk change one record in a way that the hub must hear of, and return its native id."""

    def spoil_record(self) -> tuple[str, str]:
        """Let a clerk type one record with a value that can't be translated; return its native id and the field."""

    def mend_record(self, native_id: str) -> None:
        """Let the clerk mend what :meth:`spoil_record` spoiled."""

    def stop(self) -> None:
        """Take the native system away: server down, file gone, folder unreachable."""

    def start(self) -> None:
        """Bring it back as it was."""

    def personal_data(self) -> Collection[str]:
        """Return every name, identity number and telephone number that stands in the native records."""

    def written(self) -> Sequence[str]:
        """Return what the hub wrote back, one text for each row, file or message, in any order."""

    def content(self) -> str:
        """Return everything in the native system as one text, to compare before and after."""

    def answerable(self) -> Delivery | None:
        """Return a delivery that a clerk can answer natively, None when the agency never answers."""

    def answer(self, delivery: Delivery) -> None:
        """Let a clerk answer *delivery*, which was written back, in the native system."""
