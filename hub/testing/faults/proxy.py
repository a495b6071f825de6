"""A network of our own between workers and brokers, that can be cut, held still or slowed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from enum import StrEnum

from hub.testing.kafka.properties import LOOPBACK

_SLOW_SECONDS = 0.03
_CHUNK = 64 << 10
_CALL_SECONDS = 10.0


class Network(StrEnum):
    """How the network behaves: connections reset and refused, open but still, or every packet late."""

    WHOLE = "whole"
    CUT = "cut"
    HALF_OPEN = "half-open"
    SLOW = "slow"


class Proxy:
    """
    Forwards ports, each to another one, as the network stands; runs in a thread of its own.

    What is held still by a half-open network passes once it's whole again, as TCP would send it again. ``passed`` are
    the bytes that went to the targets so far.
    """

    def __init__(self, ports: Sequence[tuple[int, int]]) -> None:
        self._ports = ports
        self._network = Network.WHOLE
        self._most: int | None = None
        self.passed = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._moving = asyncio.Event()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Listen on every port."""
        self._thread.start()
        self._call(self._listen())

    def set(self, network: Network) -> None:
        """Let the network behave as *network* from now on."""
        self._call(self._change(network))

    def cut_after(self, count: int) -> None:
        """Let *count* bytes more go to the targets, and cut the network in the midst of what comes then."""
        self._most = self.passed + count

    def stop(self) -> None:
        """Cut everything and let go of the ports."""
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CALL_SECONDS)
        self._loop.close()

    def _call(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_CALL_SECONDS)

    async def _listen(self) -> None:
        self._moving.set()
        for port, target in self._ports:
            server = await asyncio.start_server(
                lambda reader, writer, target=target: self._serve(reader, writer, target),  # type: ignore[misc]  # mypy can't infer it
                LOOPBACK,
                port,
            )
            self._servers.append(server)

    async def _change(self, network: Network) -> None:
        self._network = network
        if network is Network.HALF_OPEN:
            self._moving.clear()
        else:
            self._moving.set()
        if network is Network.CUT:
            self._reset()

    def _reset(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _end(self) -> None:
        self._network = Network.CUT
        self._moving.set()
        for server in self._servers:
            server.close()
        self._reset()
        waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int) -> None:
        self._open.add(writer)
        try:
            await self._moving.wait()
            if self._network is Network.CUT:
                return
            there_reader, there_writer = await asyncio.open_connection(LOOPBACK, target)
            self._open.add(there_writer)
            try:
                await asyncio.gather(
                    self._pump(reader, there_writer, self._count), self._pump(there_reader, writer, len)
                )
            finally:
                self._open.discard(there_writer)
                there_writer.transport.abort()
        except OSError:
            return
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    def _count(self, data: bytes) -> int:
        """Return how much of *data* still goes to a target."""
        allowed = len(data) if self._most is None else min(len(data), max(0, self._most - self.passed))
        self.passed += allowed
        return allowed

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, allowed: Callable[[bytes], int]
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._moving.wait()
                count = allowed(data)
                if count < len(data):
                    writer.write(data[:count])
                    await writer.drain()
                    self._most = None
                    await self._change(Network.CUT)
                    return
                if self._network is Network.SLOW:
                    await asyncio.sleep(_SLOW_SECONDS)
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
