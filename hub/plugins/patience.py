"""How a host calls what may fail: faults in the hub's terms, tries again, and the circuit that outages open."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from hub.core.errors import AdapterFaultError, HubError, TransientError
from hub.plugins.circuit import Circuit
from hub.plugins.ground import Ground
from hub.plugins.records import RoundReport

T = TypeVar("T")


def in_hub_terms(call: Callable[[], T]) -> T:
    """
    Return what *call* returns; whatever an adapter raises that isn't of the hub becomes AdapterFaultError.

    The foreign message is left out: it may quote a name from the row.
    """
    try:
        return call()
    except HubError:
        raise
    except Exception as fault:
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{PurePath(frame.filename).name}:{frame.lineno}"
        raise AdapterFaultError(f"adapter raised {type(fault).__name__}", where=where) from fault


class Patience:
    """Tries again what an outage stopped, and leaves a system alone that stays away."""

    def __init__(self, ground: Ground) -> None:
        policy = ground.tools.policy
        self.circuit = Circuit(policy.failures_to_open, policy.cool_down)
        self._store = ground.store
        self._tools = ground.tools

    def may_try(self) -> bool:
        """Return whether the department's system may be asked now."""
        return self.circuit.may_try(self._tools.clock.now())

    def call(self, call: Callable[[], T]) -> T:
        """
        Return what *call* returns, tried again after each outage as often as the policy says.

        Raises:
            TransientError: the system stayed away.
        """
        policy = self._tools.policy
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(policy.attempts),
            wait=wait_exponential(
                multiplier=policy.backoff.total_seconds(), max=policy.longest_backoff.total_seconds()
            ),
            sleep=self._tools.sleep,
            reraise=True,
        )
        found = retrying(call)
        self.circuit.succeeded()
        return found

    def note_failure(self, fault: HubError, report: RoundReport) -> None:
        """Note that the department's system didn't do what it was asked for."""
        self.circuit.failed(self._tools.clock.now())
        report.trouble.append(fault.code)

    def note_outage(self, fault: TransientError, report: RoundReport) -> None:
        """Note that the department's system is away."""
        self.note_failure(fault, report)
        self._store.count({"outages": 1})
