"""What one adapter's host stands on: the hub's door, its own file, and what it's lent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hub.core.ports import Clock
from hub.core.privacy import Vault
from hub.core.units import Registry
from hub.plugins.door import Door
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import HostPolicy
from hub.plugins.store import AdapterStore


@dataclass(frozen=True, slots=True)
class HostTools:
    """What a host is lent: time, the vault, a way to wait, and the registry that guards are judged by."""

    clock: Clock
    vault: Vault
    sleep: Callable[[float], None]
    policy: HostPolicy = field(default_factory=HostPolicy)
    registry: Registry = field(default_factory=Registry)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the parts of a host share."""

    door: Door
    store: AdapterStore
    quarantine: Quarantine
    tools: HostTools
