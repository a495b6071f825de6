"""How an adapter meets a system that is away, and what it says of its state."""

from __future__ import annotations

import pytest

from hub.core.errors import AgencyUnavailableError
from hub.plugins.spec import Adapter
from hub.testing.contract.probing import dossiers_for, keys_of, records_of, samples_of
from hub.testing.site import NativeSite


class StandingContract:
    """Outages are told apart from faults; the check says what holds and what to do."""

    def test_outage_while_polling(self, site: NativeSite, adapter: Adapter) -> None:
        """While the system is away, poll raises AgencyUnavailableError and nothing else."""
        site.stop()
        with pytest.raises(AgencyUnavailableError):
            records_of(adapter)

    def test_outage_while_delivering(self, site: NativeSite, adapter: Adapter) -> None:
        """While the system is away, deliver raises AgencyUnavailableError and nothing else."""
        site.stop()
        for delivery in samples_of(site):
            with pytest.raises(AgencyUnavailableError):
                adapter.deliver(delivery, dossiers_for(delivery))

    def test_recovery_after_outage(self, site: NativeSite, adapter: Adapter) -> None:
        """When the system is back, the same adapter object goes on: from the same cursor, with the same records."""
        before = keys_of(records_of(adapter))
        site.stop()
        with pytest.raises(AgencyUnavailableError):
            records_of(adapter)
        site.start()
        assert keys_of(records_of(adapter)) == before

    def test_check_is_green_on_a_sound_system(self, adapter: Adapter) -> None:
        """Every line says in both languages what was looked at; all hold."""
        lines = adapter.check()
        assert lines
        assert all(line.zh and line.en for line in lines)
        assert [line.zh for line in lines if not line.ok] == []

    def test_check_leaves_no_trace(self, site: NativeSite, adapter: Adapter) -> None:
        """The native system is the same before and after."""
        before = site.content()
        adapter.check()
        assert site.content() == before

    def test_check_is_red_when_the_system_is_away(self, site: NativeSite, adapter: Adapter) -> None:
        """Check doesn't raise: a line says what failed and what to do."""
        site.stop()
        red = [line for line in adapter.check() if not line.ok]
        assert red and all(line.remedy for line in red)
