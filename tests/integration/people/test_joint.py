"""What takes two persons, kept: shown to the other, effective once, expiring, and every step a line of the journal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from hub.core.errors import AccessDeniedError, HubError, PermanentError
from hub.core.permissions import JointDeed, Role
from hub.core.second_person import STANDS, WAITS, Standing
from hub.people.deeds import Actor
from hub.people.joint import Person
from hub.people.journal import Sought
from hub.vault import SoftwareProvider, open_copy
from tests.people_rig import MASTER, SECURITY, SYSTEM, open_rig

MONTH = ("2026-03",)


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    rig.found()
    for code, role in (("TJ-01", Role.STATISTICIAN), ("TJ-02", Role.STATISTICS_CHIEF), ("LD-01", Role.LEADER)):
        rig.clerk(code, role, "C4")
    yield rig
    rig.people.close()


def person(rig, code):
    actor = Actor(code, "10.0.0.7")
    return Person(actor, rig.people.grants.of_actor(actor, rig.now))


def asked(rig, code="TJ-01", reason="补报"):
    return rig.people.joint.propose(JointDeed.MONTH_REOPENING, MONTH, reason, person(rig, code), rig.now)


def lines(rig, deed):
    return [(one.who, one.result) for one in reversed(rig.people.journal.found(Sought(deed=deed)))]


def test_one_proposes_another_agrees_and_it_is_carried_out_once(rig):
    joint, one = rig.people.joint, asked(rig)
    seen = {code: joint.to_answer(person(rig, code), rig.now) for code in ("TJ-01", "TJ-02", "LD-01")}
    assert seen == {"TJ-01": [], "TJ-02": [one], "LD-01": []}
    with pytest.raises(PermanentError, match="no agreement"), joint.carried_out(one.id, person(rig, "TJ-01"), rig.now):
        pytest.fail("nobody agreed")
    joint.agree(one.id, person(rig, "TJ-02"), rig.now)
    with joint.carried_out(one.id, person(rig, "TJ-01"), rig.now) as agreed:
        assert (agreed.proposed_by, agreed.decided_by, agreed.subjects) == ("TJ-01", "TJ-02", MONTH)
    with pytest.raises(PermanentError, match="no agreement"), joint.carried_out(one.id, person(rig, "TJ-01"), rig.now):
        pytest.fail("it's once")
    assert joint.of("TJ-01")[0].standing(rig.now) is Standing.CARRIED_OUT
    assert lines(rig, "JOINT_PROPOSED") == [("TJ-01", "WAITING")]
    assert lines(rig, "JOINT_AGREED") == [("TJ-02", "DONE")]
    assert lines(rig, "JOINT_CARRIED_OUT") == [("TJ-01", "REFUSED"), ("TJ-01", "DONE"), ("TJ-01", "REFUSED")]
    assert rig.people.journal.breach() is None


def test_the_chief_who_proposes_needs_another_chief(rig):
    one = asked(rig, "TJ-02")
    with pytest.raises(AccessDeniedError, match="second person"):
        rig.people.joint.agree(one.id, person(rig, "TJ-02"), rig.now)
    with pytest.raises(AccessDeniedError, match="no such proposal"):
        rig.people.joint.agree(one.id, person(rig, "TJ-01"), rig.now)
    assert lines(rig, "JOINT_AGREED") == [("TJ-02", "REFUSED"), ("TJ-01", "REFUSED")]


def test_who_may_not_propose_is_refused_on_the_record_and_a_reason_names_nobody(rig):
    with pytest.raises(AccessDeniedError):
        asked(rig, "LD-01")
    for reason in (" ", "证件 230803199001011234", "长" * 101):
        with pytest.raises(PermanentError):
            asked(rig, reason=reason)
    assert lines(rig, "JOINT_PROPOSED") == [("LD-01", "REFUSED")]
    asked(rig)
    with pytest.raises(PermanentError, match="already"):
        asked(rig, "TJ-02")


def test_a_refusal_has_a_reason_and_stays_and_one_withdraws_the_own(rig):
    joint, chief = rig.people.joint, person(rig, "TJ-02")
    one = asked(rig)
    with pytest.raises(PermanentError, match="reason"):
        joint.refuse(one.id, chief, "", rig.now)
    assert joint.refuse(one.id, chief, "等下月", rig.now).answer == "等下月"
    with pytest.raises(PermanentError, match="doesn't wait"):
        joint.agree(one.id, chief, rig.now)
    other = asked(rig)
    with pytest.raises(AccessDeniedError):
        joint.withdraw(other.id, chief, rig.now)
    joint.agree(other.id, chief, rig.now)
    joint.withdraw(other.id, person(rig, "TJ-01"), rig.now)
    assert [line.standing(rig.now) for line in joint.of("TJ-01")] == [Standing.WITHDRAWN, Standing.REFUSED]
    assert (lines(rig, "JOINT_REFUSED"), lines(rig, "JOINT_WITHDRAWN")) == (
        [("TJ-02", "DONE")], [("TJ-02", "REFUSED"), ("TJ-01", "DONE")],
    )  # fmt: skip


def test_unanswered_and_unused_it_expires(rig):
    joint, one = rig.people.joint, asked(rig)
    rig.later(seconds=WAITS.total_seconds())
    assert joint.to_answer(person(rig, "TJ-02"), rig.now) == []
    with pytest.raises(PermanentError, match="doesn't wait"):
        joint.agree(one.id, person(rig, "TJ-02"), rig.now)
    other = asked(rig)
    joint.agree(other.id, person(rig, "TJ-02"), rig.now)
    rig.later(seconds=STANDS.total_seconds())
    with pytest.raises(PermanentError), joint.carried_out(other.id, person(rig, "TJ-01"), rig.now):
        pytest.fail("it's late")


def test_what_fails_on_the_way_may_be_tried_again_and_the_failure_is_a_line(rig):
    joint, one = rig.people.joint, asked(rig)
    joint.agree(one.id, person(rig, "TJ-02"), rig.now)
    with pytest.raises(HubError), joint.carried_out(one.id, person(rig, "TJ-01"), rig.now):
        raise PermanentError("nothing is signed by all")
    with joint.carried_out(one.id, person(rig, "TJ-01"), rig.now):
        pass
    assert lines(rig, "JOINT_CARRIED_OUT") == [("TJ-01", "DONE"), ("TJ-01", "REFUSED"), ("TJ-01", "DONE")]


def test_of_many_at_once_one_carries_it_out(rig):
    joint, one = rig.people.joint, asked(rig)
    joint.agree(one.id, person(rig, "TJ-02"), rig.now)
    first, together = person(rig, "TJ-01"), Barrier(4, timeout=120)

    def tried(_number):
        together.wait()
        try:
            with joint.carried_out(one.id, first, rig.now):
                return 1
        except PermanentError:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tried, range(4))) == 1


def test_a_copy_of_the_key_is_one_persons_file_and_anothers_code(rig):
    joint, copies = rig.people.joint, rig.people.key_copies
    one = joint.propose(JointDeed.KEY_USE, (copies.key_id,), "年度封存", person(rig, SYSTEM.code), rig.now)
    code, copy = copies.drawn()
    joint.agree(one.id, person(rig, SECURITY.code), rig.now, sealed=copy)
    with joint.carried_out(one.id, person(rig, SYSTEM.code), rig.now):
        taken = joint.take_sealed(one.id)
    assert joint.take_sealed(one.id) is None, "it's kept no longer"
    assert open_copy(taken, f" {code}\n", SoftwareProvider()) == MASTER
    assert MASTER.secret.hex() not in taken.decode() and code not in taken.decode()
    for spoiled, with_code in ((taken, "another"), (taken.replace(b'"0a', b'"0b'), code), (b"{}", code)):
        with pytest.raises(PermanentError):
            open_copy(spoiled, with_code, SoftwareProvider())


def test_a_second_factor_is_reset_by_two_and_by_the_agreement_to_that_account_alone(rig):
    joint, security = rig.people.joint, person(rig, SECURITY.code)
    first, secret, _ = rig.first_sign_in("K3-07", rig.clerk("K3-07", Role.CLERK))
    assert secret and rig.people.accounts.named("K3-07").has_second_factor
    rig.people.accounts.reset("K3-07", SECURITY, rig.now)
    assert rig.people.accounts.named("K3-07").has_second_factor, "one administrator leaves it"
    assert rig.people.signing_in.viewer_of(first.token, rig.now) is None
    one = joint.propose(JointDeed.ACCOUNT_RESET, ("K3-07",), "手机丢失", security, rig.now)
    with pytest.raises(PermanentError, match="two administrators"):
        rig.people.accounts.reset_whole(one, SECURITY, rig.now)
    joint.agree(one.id, person(rig, SYSTEM.code), rig.now)
    with joint.carried_out(one.id, security, rig.now) as agreed:
        rig.people.accounts.reset_whole(agreed, SECURITY, rig.now)
    assert not rig.people.accounts.named("K3-07").has_second_factor
    with pytest.raises(AccessDeniedError):
        joint.propose(JointDeed.ACCOUNT_RESET, (SECURITY.code,), "自己的", security, rig.now)
