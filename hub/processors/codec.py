"""How processors keep their state: MessagePack of plain dataclasses, so that version N-1 can skip what N added."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

S = TypeVar("S")


class MsgpackCodec(Generic[S]):
    """Encodes one dataclass; a field that a newer version added is ignored, a missing one takes its default."""

    def __init__(self, model: type[S]) -> None:
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(model)

    def encode(self, state: S) -> bytes:
        """Return *state* as bytes."""
        return self._encoder.encode(state)

    def decode(self, data: bytes) -> S:
        """Return the state in *data*."""
        return self._decoder.decode(data)
