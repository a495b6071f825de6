"""A host on the sample ledger with every real part: file, store, vault; only the hub's door is in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.plugins.desk import QuarantineDesk
from hub.plugins.door import Door
from hub.plugins.ground import HostTools
from hub.plugins.host import AdapterHost
from hub.plugins.records import HostPolicy
from hub.plugins.spec import AdapterContext
from hub.plugins.store import AdapterStore
from hub.testing import ClearTokeniser, FixedClock, MemoryDoor
from hub.vault import MasterKey, SealedVault, SoftwareProvider
from tests.ledger_site import LedgerSite

KEY = MasterKey("0a0b0c0d", bytes(range(32)))


@dataclass
class Rig:
    folder: Path
    clock: FixedClock
    site: LedgerSite
    door: MemoryDoor
    vault: SealedVault
    policy: HostPolicy
    store_type: type[AdapterStore] = AdapterStore

    def open(self, door: Door | None = None) -> AdapterHost:
        context = AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=self.site.registry)
        adapter = self.site.adapter_type.open(self.site.settings, context)
        store = self.store_type(self.folder / "adapter-ledger.db", "ledger")
        tools = HostTools(self.clock, self.vault, self.clock.sleep, self.policy)
        return AdapterHost(adapter, door or self.door, store, tools)

    @contextmanager
    def host(self) -> Iterator[AdapterHost]:
        host = self.open()
        try:
            yield host
        finally:
            host.close()

    @contextmanager
    def desk(self) -> Iterator[QuarantineDesk]:
        with self.host() as host:
            yield QuarantineDesk(host)

    def close(self) -> None:
        self.vault.close()


def rig_in(folder: Path, policy: HostPolicy | None = None) -> Rig:
    clock = FixedClock()
    vault = SealedVault(folder / "vault.db", KEY, SoftwareProvider(), clock)
    return Rig(folder, clock, LedgerSite(folder, clock), MemoryDoor(), vault, policy or HostPolicy())
