"""What is measured of people: counts that an auditor is called for, and no name."""

from hub.core.permissions import Grant, Role
from hub.metrics.exposition import snapshot
from hub.metrics.people import PeopleCounts
from hub.people.deeds import Actor
from hub.people.emergency import SealOrder
from hub.testing import FixedClock
from tests.people_rig import SECURITY, SYSTEM, open_rig


def read(folder, now):
    text = snapshot([PeopleCounts(folder, 90, FixedClock(now))])
    lines = (line.split() for line in text.splitlines() if line.startswith("hub_") and "source" not in line)
    return {name: float(value) for name, value in lines}, text


def test_an_opened_seal_refused_sign_ins_and_waiting_grants_are_counted_and_nobody_is_named(tmp_path):
    assert read(tmp_path, open_rig(tmp_path / "other").now)[0] == {}
    rig = open_rig(tmp_path)
    rig.found()
    rig.clerk("K3-07", Role.DUTY_CLERK)
    code = rig.people.seals.seal(
        SealOrder(account="EMG-1", role=Role.DUTY_CLERK, unit="C3", hours=2), SECURITY, SYSTEM, rig.now
    )
    rig.people.signing_in.begin("K3-07", "wrong", "10.0.0.9", rig.now)
    rig.people.accounts.add("K3-08", "窗口", SECURITY, rig.now)
    rig.people.grants.propose("K3-08", Grant(Role.CLERK, "C3", rig.today, rig.today), SECURITY, rig.now)
    rig.people.signing_in.open_seal("EMG-1", code, Actor("K3-07", "x"), rig.now)
    found, text = read(tmp_path, rig.now)
    assert found == {
        "hub_emergency_accounts_open": 1, "hub_emergency_openings_total": 1, "hub_sign_ins_refused_total": 1,
        "hub_grants_waiting": 1, "hub_accounts_unused": 0,
    }  # fmt: skip
    assert "K3-07" not in text and "EMG" not in text
    later = read(tmp_path, rig.later(days=91))[0]
    assert (later["hub_emergency_accounts_open"], later["hub_accounts_unused"]) == (0, 5)
    rig.people.close()
