"""The table of who submits what holds for every adapter that is installed."""

from __future__ import annotations

from importlib.metadata import entry_points

from hub.contracts.impact import AGENCIES, submitters


def test_installed_adapters_submit_what_the_table_says() -> None:
    installed = [
        adapter.info for entry in entry_points(group="hub") for adapter in entry.load().hub_register_adapters()
    ]
    assert installed, "no adapter is installed: run make setup"
    for info in installed:
        assert info.code in AGENCIES
        missing = {event.value for event in info.submits if info.code not in submitters(event)}
        assert not missing, f"{info.code} also submits {sorted(missing)}"
