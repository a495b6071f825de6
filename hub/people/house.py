"""Everything about people behind one object: what the console, the command line and a demo open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hub.people.accounts import Accounts, AccountTools
from hub.people.amendments import Amendments
from hub.people.attempts import Browsers
from hub.people.emergency import EmergencySeals
from hub.people.factors import Factors
from hub.people.file import FILE, PeopleFile
from hub.people.grants import Grants
from hub.people.joint import JointDeeds
from hub.people.journal import Journal
from hub.people.key_copies import KeyCopies
from hub.people.openings import Openings
from hub.people.passwords import Passwords
from hub.people.rules import SignInPolicy
from hub.people.secrets import Draw, PasswordHashing, RandomBytes
from hub.people.sessions import Sessions
from hub.people.signing_in import SigningIn, SignInTools
from hub.vault import CryptoProvider, MasterKey

if TYPE_CHECKING:
    from hub.people.oidc import OutsideSignIn
    from hub.people.oidc_provider import Registration
    from hub.people.oidc_sign_out import OutsideSignOut


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of one hub; :meth:`close` lets go of the file."""

    file: PeopleFile
    journal: Journal
    accounts: Accounts
    passwords: Passwords
    factors: Factors
    grants: Grants
    seals: EmergencySeals
    sessions: Sessions
    signing_in: SigningIn
    openings: Openings
    joint: JointDeeds
    key_copies: KeyCopies
    amendments: Amendments
    policy: SignInPolicy
    outside: OutsideSignIn | None
    outside_end: OutsideSignOut | None

    def close(self) -> None:
        """Close the file."""
        self.file.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """By what the people of a hub are kept: its key, its cryptography, its policy, its source of randomness."""

    master: MasterKey
    provider: CryptoProvider
    random_bytes: RandomBytes
    hashing: PasswordHashing
    policy: SignInPolicy = field(default_factory=SignInPolicy)
    outside: Registration | None = None


def open_people(folder: Path, means: Means) -> People:
    """
    Open ``people.db`` in the hub's data *folder*, made or brought to this version where need be.

    Raises:
        ConfigurationError: it's damaged, or a newer hub wrote it.
        BusUnavailableError: it can't be opened now.
    """
    file = PeopleFile(folder / FILE)
    journal = Journal(file, means.master, means.provider)
    tools = AccountTools(
        file=file, journal=journal, policy=means.policy, hashing=means.hashing, draw=Draw(means.random_bytes)
    )
    accounts, grants, passwords = Accounts(tools), Grants(file, journal), Passwords(tools)
    seals = EmergencySeals(tools, grants)
    sessions = Sessions(tools, accounts, grants)
    factors = Factors(tools, means.master, means.provider)
    signing_in = SigningIn(
        SignInTools(
            accounts=accounts,
            sessions=sessions,
            passwords=passwords,
            factors=factors,
            seals=seals,
            browsers=Browsers(means.master, means.provider, tools.draw),
        )
    )
    outside = outside_end = None
    if means.outside is not None:
        # slow to load: only hubs with an outside provider wait for it
        from hub.people.oidc import OutsideSignIn
        from hub.people.oidc_provider import Provider
        from hub.people.oidc_sign_out import OutsideSignOut

        provider = Provider(means.outside)
        outside = OutsideSignIn(provider, tools, accounts, signing_in)
        outside_end = OutsideSignOut(provider, tools, sessions)
    return People(
        file=file, journal=journal, accounts=accounts, passwords=passwords, factors=factors, grants=grants,
        seals=seals, sessions=sessions, signing_in=signing_in, openings=Openings(file, journal),
        joint=JointDeeds(file, journal), key_copies=KeyCopies(means.master, means.provider, tools.draw),
        amendments=Amendments(file, journal, grants), policy=means.policy, outside=outside,
        outside_end=outside_end,
    )  # fmt: skip
