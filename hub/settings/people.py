"""Who signs in, and by which outside provider."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class OutsideProvider(BaseModel):
    """
    The ``[people.oidc]`` table: an outside provider by which people may sign in.

    Attributes:
        issuer: Its address, exactly as its tokens name it.
        client: The name under which this console is registered there.
        secret: Where the client's secret is kept: a file, a variable, or a sealed credential; none for a public client.
        redirect: Address of this console as registered there: its own, with /sign-in/outside/back behind it.
        account_claim: Claim that names the account at the first sign-in; empty where each identity is bound by hand.
        strong: Values of the claim ``amr`` that mean that the provider asked a second factor.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=8)
    client: str = Field(min_length=1)
    secret: dict[str, str] = Field(default_factory=dict)
    redirect: str = Field(min_length=8)
    account_claim: str = ""
    strong: frozenset[str] = frozenset({"mfa", "otp", "hwk", "sc"})


class PeopleSettings(BaseModel):
    """The ``[people]`` table: how people sign in to the console."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    least_characters: int = Field(default=10, ge=8, le=64)
    remembered: int = Field(default=5, ge=1, le=24)
    password_days: int = Field(default=90, ge=1, le=366)
    failures: int = Field(default=5, ge=3, le=20)
    lock_minutes: int = Field(default=15, ge=1, le=24 * 60)
    idle_minutes: int = Field(default=15, ge=1, le=120)
    longest_hours: int = Field(default=10, ge=1, le=24)
    unused_days: int = Field(default=90, ge=1, le=366)
    oidc: OutsideProvider | None = None
