"""Signing in by an outside provider: a real one over HTTP, and one that lies in every way that matters."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

import tests.oidc_provider as provider_process
from hub.core.errors import AgencyUnavailableError, ConfigurationError, PermanentError
from hub.core.permissions import Role
from hub.people.accounts import AccountTools
from hub.people.deeds import Recorded, Result
from hub.people.journal import Sought
from hub.people.oidc import Arrival, Departure, OutsideSignIn
from hub.people.oidc_provider import InvalidAnswerError, Provider, Registration
from hub.people.oidc_sign_out import EVENT, OutsideSignOut
from hub.people.secrets import Draw
from hub.people.sessions import Session, Way
from hub.people.signing_in import Pending, Refusal, Refused, Step
from hub.sqlite import instant_text
from tests.people_rig import CHEAP, SECURITY, PeopleRig, open_rig

BACK = "http://127.0.0.1:8480/sign-in/outside/back"


@pytest.fixture(scope="module")
def issuer():
    process = subprocess.Popen([sys.executable, provider_process.__file__], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.terminate()
    process.communicate(timeout=120)


@dataclass
class Site:
    rig: PeopleRig
    issuer: str
    outside: OutsideSignIn

    def control(self, **told: object) -> None:
        assert httpx.post(f"{self.issuer}/control", json=told).status_code == 200

    def follow(self, departure: Departure) -> Arrival:
        """Do what a browser does: go to the provider and come back with what it sends."""
        answer = httpx.get(departure.url)
        assert answer.status_code == 302, answer.text
        at = urlsplit(answer.headers["location"])
        assert f"{at.scheme}://{at.netloc}{at.path}" == BACK
        query = {name: values[0] for name, values in parse_qs(at.query).items()}
        return Arrival(
            token=departure.token, code=query.get("code", ""), state=query["state"], issuer=query.get("iss", ""),
            error=query.get("error", ""),
        )  # fmt: skip

    def logout_token(self, **told: dict[str, object]) -> str:
        """Have the provider sign a logout token."""
        token: str = httpx.post(f"{self.issuer}/logout-token", json=told).json()["logout_token"]
        return token

    def open_of(self, account: str) -> list[str]:
        return [one.number for one in self.rig.people.sessions.open_ones(account, self.rig.now)]

    def sign_in(self) -> Session | Pending | Refused:
        return self.outside.arrive(self.follow(self.outside.depart(self.rig.now)), "10.0.0.9", self.rig.now)


def registered(issuer: str, claim: str = "preferred_username") -> Registration:
    return Registration(
        issuer=issuer, client=provider_process.CLIENT, secret=provider_process.SECRET, redirect=BACK,
        account_claim=claim, strong=frozenset({"mfa", "otp", "hwk", "sc"}),
    )  # fmt: skip


def tools_of(rig: PeopleRig) -> AccountTools:
    people = rig.people
    return AccountTools(
        file=people.file, journal=people.journal, policy=people.policy, hashing=CHEAP, draw=Draw(secrets.token_bytes)
    )


def opened(rig: PeopleRig, registration: Registration) -> OutsideSignIn:
    return OutsideSignIn(Provider(registration), tools_of(rig), rig.people.accounts, rig.people.signing_in)


def ending(site: Site) -> OutsideSignOut:
    return OutsideSignOut(Provider(registered(site.issuer)), tools_of(site.rig), site.rig.people.sessions)


@pytest.fixture
def site(tmp_path: Path, issuer: str):
    with site_in(tmp_path, issuer) as found:
        yield found


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, issuer: str):
    """A site at which somebody has a session that no test ends."""
    with site_in(tmp_path_factory.mktemp("settled"), issuer) as found:
        found.control(user=as_whom("s-1"))
        found.sign_in()
        yield found


@contextmanager
def site_in(folder: Path, issuer: str) -> Iterator[Site]:
    rig = open_rig(folder)
    rig.now = datetime.now(UTC)
    rig.found()
    rig.clerk("K3-07", Role.DUTY_CLERK)
    site = Site(rig, issuer, opened(rig, registered(issuer)))
    site.control(user={"sub": "u-1", "preferred_username": "K3-07", "amr": ["pwd", "otp"]})
    yield site
    rig.people.close()


def test_whom_the_provider_vouches_for_with_two_factors_is_in(site):
    session = site.sign_in()
    assert isinstance(session, Session)
    viewer = site.rig.people.signing_in.viewer_of(session.token, site.rig.now)
    assert (viewer.account.code, viewer.session.way) == ("K3-07", Way.OUTSIDE)
    assert [grant.role for grant in viewer.grants] == [Role.DUTY_CLERK]
    bound = site.rig.people.journal.found(Sought(deed=Recorded.IDENTITY_BOUND))
    assert [line.subject for line in bound] == ["K3-07"]


def test_a_provider_that_asked_a_password_alone_is_followed_by_the_hubs_own_second_factor(site):
    site.control(user={"sub": "u-1", "preferred_username": "K3-07", "amr": ["pwd"]})
    pending = site.sign_in()
    assert isinstance(pending, Pending) and pending.step is Step.ENROL, "no local password is asked to be changed"
    door = site.rig.people.signing_in
    secret = door.enrolment(pending.token, site.rig.now)
    session = door.confirm_enrolment(pending.token, site.rig.code_of(secret), site.rig.now).session
    assert door.viewer_of(session.token, site.rig.now).session.way is Way.OUTSIDE
    assert site.sign_in().step is Step.SECOND_FACTOR


def test_a_subject_stays_its_account_whatever_the_claim_says_later(site):
    site.sign_in()
    site.rig.clerk("K3-08", Role.CLERK)
    site.control(user={"sub": "u-1", "preferred_username": "K3-08", "amr": ["mfa"]})
    assert site.sign_in().account == "K3-07"
    site.control(user={"sub": "u-2", "preferred_username": "K3-07", "amr": ["mfa"]})
    assert site.sign_in() == Refused(why=Refusal.UNBOUND), "another subject takes nobody's account"


@pytest.mark.parametrize("user", [{"sub": "u-3"}, {"sub": "u-3", "preferred_username": "nobody"}])
def test_who_has_no_account_stays_outside(site, user):
    site.control(user={**user, "amr": ["mfa"]})
    assert site.sign_in() == Refused(why=Refusal.UNBOUND)


def test_where_no_claim_is_named_an_administrator_binds(site):
    outside = opened(site.rig, registered(site.issuer, claim=""))
    bound = Site(site.rig, site.issuer, outside)
    assert bound.sign_in() == Refused(why=Refusal.UNBOUND)
    outside.bind("K3-07", "u-1", SECURITY, site.rig.now)
    assert isinstance(bound.sign_in(), Session)
    with pytest.raises(PermanentError, match="bound already"):
        outside.bind("A-AUD", "u-1", SECURITY, site.rig.now)


@pytest.mark.parametrize("fault", ["nonce", "audience", "party", "issuer", "old", "unsigned", "shared", "key", "kid"])
def test_a_token_that_is_not_what_it_should_be_lets_nobody_in(site, fault):
    site.control(user={"sub": "u-1", "preferred_username": "K3-07", "amr": ["mfa"]}, fault=fault)
    with pytest.raises(InvalidAnswerError):
        site.sign_in()
    assert site.rig.people.sessions.open_ones("K3-07", site.rig.now) == []
    refused = site.rig.people.journal.found(Sought(deed=Recorded.SIGN_IN, result=Result.REFUSED))
    assert refused[0].details["way"] == "OUTSIDE"


def test_metadata_of_another_issuer_are_refused(site):
    site.control(fault="metadata")
    with pytest.raises(InvalidAnswerError):
        site.outside.depart(site.rig.now)


def test_a_provider_that_is_down_is_told_as_such(site):
    departure = site.outside.depart(site.rig.now)
    arrival = site.follow(departure)
    site.control(fault="down")
    with pytest.raises(AgencyUnavailableError, match="doesn't answer"):
        site.outside.arrive(arrival, "x", site.rig.now)
    nowhere = opened(site.rig, registered("http://127.0.0.1:9"))
    with pytest.raises(AgencyUnavailableError):
        nowhere.depart(site.rig.now)


def test_what_a_browser_brings_back_counts_once_for_that_browser_and_for_ten_minutes(site):
    departure = site.outside.depart(site.rig.now)
    arrival = site.follow(departure)
    from dataclasses import replace

    other = replace(arrival, token=site.outside.depart(site.rig.now).token)
    assert site.outside.arrive(other, "x", site.rig.now).why is Refusal.LATE, "another browser's cookie"
    assert site.outside.arrive(replace(arrival, token=""), "x", site.rig.now).why is Refusal.LATE
    assert isinstance(site.outside.arrive(arrival, "x", site.rig.now), Session)
    assert site.outside.arrive(arrival, "x", site.rig.now).why is Refusal.LATE
    late = site.follow(site.outside.depart(site.rig.now))
    assert site.outside.arrive(late, "x", site.rig.later(minutes=10)).why is Refusal.LATE


def test_who_only_knocks_leaves_neither_lines_nor_departures_without_bound(site):
    people, now = site.rig.people, site.rig.now
    lines = people.journal.count()
    for state in ("", "made-up"):
        made_up = Arrival(token=state, code="x", state=state, issuer="", error="")
        assert site.outside.arrive(made_up, "x", now).why is Refusal.LATE
    assert people.journal.count() == lines
    with people.file.transaction():
        for number in range(6_000):
            row = (number.to_bytes(32), "n", "v", instant_text(now + timedelta(minutes=5)))
            people.file.write("INSERT INTO departure VALUES (?, ?, ?, ?)", *row)
    arrival = site.follow(site.outside.depart(now))
    assert people.file.row("SELECT count(*) AS held FROM departure")["held"] <= 5_001
    assert isinstance(site.outside.arrive(arrival, "x", now), Session), "the newest are kept"


def test_a_refusal_of_the_provider_is_one_of_the_hub(site):
    site.control(fault="refused")
    assert site.sign_in().why is Refusal.WRONG


def test_the_answer_of_another_provider_is_refused(site):
    from dataclasses import replace

    arrival = replace(site.follow(site.outside.depart(site.rig.now)), issuer="http://127.0.0.1:1")
    with pytest.raises(InvalidAnswerError, match="another provider"):
        site.outside.arrive(arrival, "x", site.rig.now)


def test_a_locked_account_stays_locked_outside_too(site):
    site.sign_in()
    site.rig.people.accounts.lock("K3-07", SECURITY, site.rig.now)
    assert site.sign_in().why is Refusal.LOCKED


@pytest.mark.parametrize("address", ["http://sso.example", "ftp://127.0.0.1", "http://127.0.0.1.example"])
def test_no_provider_is_asked_in_clear(address):
    with pytest.raises(ConfigurationError, match="HTTPS"):
        Provider(registered(address))


# --- signing out ------------------------------------------------------------------------------------------------


def as_whom(sid: str = "", sub: str = "u-1", account: str = "K3-07", **more: object) -> dict[str, object]:
    return {"sub": sub, "preferred_username": account, "amr": ["mfa"], **({"sid": sid} if sid else {}), **more}


def told(site: Site) -> list[tuple[str, str, str]]:
    lines = site.rig.people.journal.found(Sought(deed=Recorded.OUTSIDE_SIGN_OUT))
    return [(line.subject, line.result, line.details.get("sessions", "")) for line in lines]


def test_a_session_that_ended_at_the_provider_ends_here_and_no_other(site):
    for sid in ("s-1", "s-2"):
        site.control(user=as_whom(sid))
        site.sign_in()
    own = site.rig.people.sessions.begin("K3-07", Way.LOCAL, "10.0.0.9", site.rig.now)
    assert len(site.open_of("K3-07")) == 3
    out = ending(site)
    assert out.end_told(site.logout_token(claims={"sub": "u-1", "sid": "s-1"}), "10.0.0.1", site.rig.now) == 1
    assert len(site.open_of("K3-07")) == 2
    assert out.end_told(site.logout_token(claims={"sid": "s-2"}), "10.0.0.1", site.rig.now) == 1
    assert site.open_of("K3-07") == [own.number], "what the hub itself let in stays"
    assert told(site) == [("K3-07", Result.DONE, "1")] * 2
    (line, _) = site.rig.people.journal.found(Sought(deed=Recorded.OUTSIDE_SIGN_OUT))
    assert (line.who, line.source) == ("provider:", "10.0.0.1"), "no person did it"


def test_a_subject_that_signed_out_has_no_session_left_wherever_it_signed_in(site):
    site.rig.clerk("K3-08", Role.CLERK)
    for user in (as_whom("s-1"), as_whom("s-2"), as_whom(), as_whom("s-9", "u-2", "K3-08")):
        site.control(user=user)
        assert isinstance(site.sign_in(), Session)
    assert ending(site).end_told(site.logout_token(claims={"sub": "u-1"}), "x", site.rig.now) == 3
    assert site.open_of("K3-07") == [] and len(site.open_of("K3-08")) == 1


def test_where_the_sign_in_named_no_session_a_token_that_names_one_ends_its_subjects(site):
    site.control(user=as_whom())
    site.sign_in()
    site.control(user=as_whom("s-2"))
    site.sign_in()
    assert ending(site).end_told(site.logout_token(claims={"sub": "u-1", "sid": "s-1"}), "x", site.rig.now) == 1
    assert len(site.open_of("K3-07")) == 1, "that of another session of the provider stays"


def test_another_subjects_session_of_that_name_stays(site):
    site.control(user=as_whom("s-1"))
    site.sign_in()
    assert ending(site).end_told(site.logout_token(claims={"sub": "u-2", "sid": "s-1"}), "x", site.rig.now) == 0
    assert len(site.open_of("K3-07")) == 1
    assert told(site) == [("?", Result.DONE, "0")]


def test_a_sign_in_that_is_under_way_ends_too(site):
    site.control(user=as_whom("s-1", amr=["pwd"]))
    pending = site.sign_in()
    ending(site).end_told(site.logout_token(claims={"sid": "s-1"}), "x", site.rig.now)
    standing = site.rig.people.signing_in.standing(pending.token, site.rig.now)
    assert standing == Refused(why=Refusal.LATE)


def test_who_gave_the_hubs_own_second_factor_is_signed_out_as_well(site):
    site.control(user=as_whom("s-1", amr=["pwd"]))
    door, pending = site.rig.people.signing_in, site.sign_in()
    secret = door.enrolment(pending.token, site.rig.now)
    door.confirm_enrolment(pending.token, site.rig.code_of(secret), site.rig.now)
    assert ending(site).end_told(site.logout_token(claims={"sid": "s-1"}), "x", site.rig.now) == 1


@pytest.mark.parametrize(
    ("fault", "change", "said"),
    [
        ("", {"claims": {"iss": "http://127.0.0.1:1"}}, "isn't one for this hub"),
        ("", {"claims": {"iss": None}}, "isn't one for this hub"),
        ("", {"claims": {"aud": "another-client"}}, "isn't one for this hub"),
        ("", {"claims": {"aud": None}}, "isn't one for this hub"),
        ("", {"claims": {"exp": None}}, "isn't one for this hub"),
        ("", {"claims": {"iat": None}}, "isn't one for this hub"),
        ("", {"claims": {"jti": None}}, "isn't one for this hub"),
        ("", {"claims": {"jti": ""}}, "number can't be read"),
        ("", {"claims": {"jti": "n" * 256}}, "number can't be read"),
        ("", {"claims": {"exp": 1_000_000_300, "iat": 1_000_000_000}}, "isn't valid now"),
        ("", {"claims": {"exp": 9_000_000_300, "iat": 9_000_000_000}}, "isn't valid now"),
        ("", {"claims": {"exp": "soon"}}, "isn't one for this hub|times can't be read"),
        ("", {"claims": {"nonce": "n"}}, "has a nonce"),
        ("", {"claims": {"events": None}}, "isn't one for this hub"),
        ("", {"claims": {"events": [EVENT]}}, "doesn't say that a session ended"),
        ("", {"claims": {"events": {"http://schemas.openid.net/event/other": {}}}}, "doesn't say that a session ended"),
        ("", {"claims": {"events": {EVENT: "yes"}}}, "doesn't say that a session ended"),
        ("", {"claims": {"sub": None}}, "neither a subject nor a session"),
        ("", {"claims": {"sub": "", "sid": ""}}, "neither a subject nor a session"),
        ("", {"claims": {"sid": 7}}, "neither a subject nor a session"),
        ("", {"header": {"typ": "at+jwt"}}, "of another kind"),
        ("unsigned", {}, "isn't one for this hub"),
        ("shared", {}, "isn't one for this hub"),
        ("key", {}, "isn't one for this hub"),
        ("kid", {}, "unknown key"),
    ],
)  # fmt: skip
def test_a_logout_token_that_is_not_what_it_should_be_ends_nothing(settled, fault, change, said):
    site, before = settled, len(told(settled))
    site.control(fault=fault)
    claims = {"sub": "u-1", **change.get("claims", {})}
    token = site.logout_token(**{**change, "claims": claims})
    with pytest.raises(InvalidAnswerError, match=said):
        ending(site).end_told(token, "x", site.rig.now)
    assert len(site.open_of("K3-07")) == 1
    assert told(site)[0] == ("?", Result.REFUSED, "") and len(told(site)) == before + 1


@pytest.mark.parametrize("token", ["", "no token", "a.b.c", "x" * 16_001])
def test_what_is_no_token_ends_nothing(settled, token):
    with pytest.raises(InvalidAnswerError):
        ending(settled).end_told(token, "x", settled.rig.now)


def test_an_id_token_is_no_logout_token(site):
    site.control(user=as_whom("s-1"))
    session = site.sign_in()
    id_token = site.rig.people.signing_in.end(session.token, site.rig.now).token
    with pytest.raises(InvalidAnswerError):
        ending(site).end_told(id_token, "x", site.rig.now)


def test_a_logout_token_counts_once(site):
    site.control(user=as_whom("s-1"))
    token = site.logout_token(claims={"sub": "u-1"})
    assert ending(site).end_told(token, "x", site.rig.now) == 0
    site.sign_in()
    with pytest.raises(InvalidAnswerError, match="has come before"):
        ending(site).end_told(token, "x", site.rig.now)
    assert len(site.open_of("K3-07")) == 1
    again = site.logout_token(claims={"sub": "u-1"})
    assert ending(site).end_told(again, "x", site.rig.now) == 1
    late = site.logout_token(claims={"sub": "u-1", "exp": int(site.rig.now.timestamp()) + 3600})
    ending(site).end_told(late, "x", site.rig.later(minutes=30))
    kept = site.rig.people.file.rows("SELECT jti FROM logout_token")
    assert len(kept) == 1, "what nobody would believe any more isn't remembered"


def test_a_provider_whose_keys_cannot_be_fetched_may_say_it_again(site):
    token = site.logout_token(claims={"sub": "u-1"})
    nowhere = OutsideSignOut(Provider(registered("http://127.0.0.1:9")), tools_of(site.rig), site.rig.people.sessions)
    with pytest.raises(AgencyUnavailableError):
        nowhere.end_told(token, "x", site.rig.now)
    assert ending(site).end_told(token, "x", site.rig.now) == 0, "it wasn't used up"


def test_who_signs_out_here_is_led_to_the_end_of_the_providers_session(site):
    site.control(user=as_whom("s-1"))
    session = site.sign_in()
    vouched = site.rig.people.signing_in.end(session.token, site.rig.now)
    assert vouched is not None and vouched.token not in repr(vouched)
    at = urlsplit(ending(site).farewell(vouched, site.rig.now))
    query = dict(parse_qsl(at.query))
    assert f"{at.scheme}://{at.netloc}{at.path}" == f"{site.issuer}/end"
    assert query == {
        "client_id": provider_process.CLIENT, "id_token_hint": vouched.token,
        "post_logout_redirect_uri": "http://127.0.0.1:8480/sign-in",
    }  # fmt: skip
    local = site.rig.people.sessions.begin("K3-07", Way.LOCAL, "x", site.rig.now)
    assert site.rig.people.signing_in.end(local.token, site.rig.now) is None
    nowhere = OutsideSignOut(Provider(registered("http://127.0.0.1:9")), tools_of(site.rig), site.rig.people.sessions)
    assert nowhere.farewell(vouched, site.rig.now) is None, "another provider's"
    site.control(fault="endless")
    assert ending(site).farewell(vouched, site.rig.now) is None, "it has no such address"
