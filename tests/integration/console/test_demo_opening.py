"""The demo ends by opening the console: one sign-in for each role, made on the spot, good for what the role may do."""

from __future__ import annotations

import re
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.core.forms import SigningRole
from hub.core.permissions import Role
from hub.demo.opening import LogIn, opened_console
from hub.demo.wiring import settings_text
from hub.settings.loading import load_settings
from hub.testing import FixedClock
from hub.vault import create_key_file

EVENING = datetime(2026, 4, 10, 9, tzinfo=UTC)


def signed_in(url: str, log_in: LogIn) -> httpx.Client:
    client = httpx.Client(base_url=url, trust_env=False, follow_redirects=True, timeout=60)

    def send(path: str, **form: str) -> httpx.Response:
        mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', client.get(path).text)
        assert mark is not None
        return client.post(path, data={"form_mark": mark[1], **form})

    send("/sign-in", code=log_in.code, password=log_in.password)
    assert "/sign-in" not in str(send("/sign-in/step", code=log_in.recovery_codes[0]).url)
    return client


def test_the_demo_opens_with_a_sign_in_for_each_role(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(settings_text({}, tmp_path) + "[console]\nport = 18480\n", "utf-8")
    settings = load_settings(tmp_path / "hub.toml")
    create_key_file(settings.key)
    open_hub(settings, Surroundings(clock=FixedClock(EVENING))).close()
    with opened_console(settings, EVENING) as opened:
        serving = threading.Thread(target=opened.serve, daemon=True)
        serving.start()
        try:
            assert [one.role for one in opened.log_ins] and {one.role for one in opened.log_ins} == set(Role)
            assert len({one.password for one in opened.log_ins}) == len(Role)
            by_role = {one.role: one for one in opened.log_ins}
            assert settings.officers[by_role[Role.STATISTICS_CHIEF].code].roles == tuple(SigningRole)
            with closing(signed_in(opened.url, by_role[Role.DUTY_CLERK])) as duty:
                assert "枢纽没有在运行" not in duty.get("/adapters").text, (
                    "no page opens an engine beside the demo's own"
                )
                assert duty.get("/bench").status_code == 200 and duty.get("/links").status_code == 200
            with closing(signed_in(opened.url, by_role[Role.AUDITOR])) as auditor:
                assert auditor.get("/").status_code == 200 and auditor.get("/cases").status_code == 403
                assert auditor.get("/changes/since").json()["kinds"] == ["dispute", "quarantine", "round"]
        finally:
            opened.server.should_exit = True
            serving.join(timeout=120)
        assert not serving.is_alive()
