"""Public test kit for adapter plugins: subclass :class:`AdapterContract` and describe your native system to it."""

from hub.testing.clocks import FixedClock
from hub.testing.contract import AdapterContract
from hub.testing.deliveries import sample_delivery, sample_dossier, samples_for
from hub.testing.memory_door import MemoryDoor
from hub.testing.site import NativeSite
from hub.testing.tokens import ClearTokeniser

__all__ = [
    "AdapterContract",
    "ClearTokeniser",
    "FixedClock",
    "MemoryDoor",
    "NativeSite",
    "sample_delivery",
    "sample_dossier",
    "samples_for",
]
