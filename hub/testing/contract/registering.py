"""What an adapter registers: its code, names, statements and settings."""

from __future__ import annotations

import json
import re

import pytest

from hub.core.events import NO_AGENCYS
from hub.plugins.spec import Adapter
from hub.testing.clocks import FixedClock
from hub.testing.contract.probing import open_adapter
from hub.testing.site import NativeSite


class RegisteringContract:
    """What is registered."""

    def test_code_is_plain(self, site: NativeSite) -> None:
        """An agency code is lowercase letters, digits and inner hyphens: it becomes part of topic and file names."""
        code = site.adapter_type.info.code
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)

    def test_names_are_given(self, site: NativeSite) -> None:
        """People see the agency's name in both languages and whom to ask."""
        info = site.adapter_type.info
        assert info.name_zh.strip() and info.name_en.strip() and info.contact.strip()

    def test_submits_what_is_an_agencys(self, site: NativeSite) -> None:
        """What the hub concludes, a clerk decides or an officer signs can't be declared as an agency's statement."""
        assert site.adapter_type.info.submits
        assert not site.adapter_type.info.submits & NO_AGENCYS

    def test_settings_refuse_unknown_keys(self, site: NativeSite) -> None:
        """A misspelt setting is an error, not a silent default."""
        with pytest.raises(ValueError, match="no_such_setting"):
            site.adapter_type.Settings.model_validate({**site.settings.model_dump(), "no_such_setting": 1})

    def test_settings_survive_a_file(self, site: NativeSite) -> None:
        """Settings can be written to the settings file and read back."""
        written = json.dumps(site.settings.model_dump(mode="json"))
        assert site.adapter_type.Settings.model_validate_json(written) == site.settings

    def test_open_does_not_connect(self, site: NativeSite, clock: FixedClock) -> None:
        """Opening an adapter while its system is away succeeds: the hub starts without it."""
        site.stop()
        open_adapter(site, clock).close()

    def test_info_is_that_of_the_type(self, site: NativeSite, adapter: Adapter) -> None:
        """The object speaks for the agency that was registered."""
        assert adapter.info == site.adapter_type.info

    def test_close_can_be_repeated(self, site: NativeSite, clock: FixedClock) -> None:
        """Closing twice, or before any use, is harmless."""
        adapter = open_adapter(site, clock)
        adapter.close()
        adapter.close()
