"""
The contract of an adapter as tests.

A plugin subclasses :class:`AdapterContract`, gives it a ``site`` fixture and inherits every check::

    class TestCourtContract(AdapterContract):
        @pytest.fixture()
        def site(self, tmp_path):
            return CourtSite(tmp_path)

Each check's docstring states the rule it proves.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.plugins.spec import Adapter
from hub.testing.clocks import FixedClock
from hub.testing.contract.delivering import DeliveringContract
from hub.testing.contract.polling import PollingContract
from hub.testing.contract.probing import open_adapter
from hub.testing.contract.registering import RegisteringContract
from hub.testing.contract.rejecting import RejectingContract
from hub.testing.contract.standing import StandingContract
from hub.testing.contract.translating import TranslatingContract
from hub.testing.site import NativeSite

__all__ = ["AdapterContract"]


class AdapterContract(
    RegisteringContract, PollingContract, TranslatingContract, RejectingContract, StandingContract, DeliveringContract
):
    """What every adapter must keep, checked against a real native system."""

    @pytest.fixture
    def site(self) -> Iterator[NativeSite]:
        """Give the native system; plugins override this."""
        raise NotImplementedError("override the fixture 'site' with one that returns your NativeSite")

    @pytest.fixture
    def clock(self) -> FixedClock:
        """Give the time; override where the site has its own."""
        return FixedClock()

    @pytest.fixture
    def adapter(self, site: NativeSite, clock: FixedClock) -> Iterator[Adapter]:
        """Open the adapter on the site."""
        adapter = open_adapter(site, clock)
        yield adapter
        adapter.close()
