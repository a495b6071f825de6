"""Signing in by an outside provider: a real one over HTTP, and one that lies in every way that matters."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

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
from hub.people.secrets import Draw
from hub.people.sessions import Session, Way
from hub.people.signing_in import Pending, Refusal, Refused, Step
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

    def sign_in(self) -> Session | Pending | Refused:
        return self.outside.arrive(self.follow(self.outside.depart(self.rig.now)), "10.0.0.9", self.rig.now)


def registered(issuer: str, claim: str = "preferred_username") -> Registration:
    return Registration(
        issuer=issuer, client=provider_process.CLIENT, secret=provider_process.SECRET, redirect=BACK,
        account_claim=claim, strong=frozenset({"mfa", "otp", "hwk", "sc"}),
    )  # fmt: skip


def opened(rig: PeopleRig, registration: Registration) -> OutsideSignIn:
    people = rig.people
    import secrets

    tools = AccountTools(
        file=people.file, journal=people.journal, policy=people.policy, hashing=CHEAP, draw=Draw(secrets.token_bytes)
    )
    return OutsideSignIn(Provider(registration), tools, people.accounts, people.signing_in)


@pytest.fixture
def site(tmp_path: Path, issuer: str):
    rig = open_rig(tmp_path)
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
