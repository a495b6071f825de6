"""The people of a hub, opened by its settings."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.people.house import Means, People, open_people
from hub.people.rules import SignInPolicy
from hub.people.secrets import PasswordHashing
from hub.settings.people import OutsideProvider
from hub.settings.secrets import oidc_secret
from hub.settings.whole import HubSettings
from hub.vault import SoftwareProvider, load_key_file

if TYPE_CHECKING:
    from hub.people.oidc_provider import Registration


def people_of(settings: HubSettings, hashing: PasswordHashing | None = None) -> People:
    """
    Open the people of the hub of *settings*.

    Raises:
        ConfigurationError: there's no key yet, or the file is damaged or a newer hub's.
        BusUnavailableError: the file can't be opened now.
    """
    own = settings.people
    policy = SignInPolicy(
        least_characters=own.least_characters,
        remembered=own.remembered,
        password_days=own.password_days,
        failures=own.failures,
        lock_for=timedelta(minutes=own.lock_minutes),
        idle=timedelta(minutes=own.idle_minutes),
        longest=timedelta(hours=own.longest_hours),
        unused_days=own.unused_days,
    )
    means = Means(
        master=load_key_file(settings.key),
        provider=SoftwareProvider(),
        random_bytes=secrets.token_bytes,
        hashing=hashing or PasswordHashing(),
        policy=policy,
        outside=None if own.oidc is None else _registration(own.oidc),
    )
    return open_people(settings.data, means)


def _registration(oidc: OutsideProvider) -> Registration:
    from hub.people.oidc_provider import Registration  # slow to load: only hubs with an outside provider wait for it

    return Registration(
        issuer=oidc.issuer,
        client=oidc.client,
        secret=oidc_secret(oidc),
        redirect=oidc.redirect,
        account_claim=oidc.account_claim,
        strong=oidc.strong,
    )
