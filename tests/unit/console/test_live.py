"""The stream of changes: what was missed is told, a slow page is told once that all changed, nothing grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from hub.console.live import EVERYTHING, QUEUE, REMEMBERED, Client, Event, Kind, Stream, marks_of


def stream_of(marks: dict[Kind, int]) -> Stream:
    return Stream("s", lambda: dict(marks))


def test_only_what_changed_is_told() -> None:
    marks = {Kind.ROUND: 1, Kind.DISPUTE: 1}
    stream = stream_of(marks)
    assert stream.look() is None  # the first look is how it stands
    assert stream.look() is None
    marks[Kind.DISPUTE] = 2
    assert stream.look() == Event(1, frozenset({Kind.DISPUTE}))


def test_who_comes_back_hears_what_it_missed_and_all_when_that_cannot_be_told() -> None:
    stream = stream_of({})
    stream.tell([Kind.ROUND])
    stream.tell([Kind.DISPUTE])
    stream.tell([Kind.QUARANTINE])
    assert stream.since("s-1").kinds == {Kind.DISPUTE, Kind.QUARANTINE}
    assert stream.since("s-3").kinds == frozenset()
    for unknown in ("", "s-9", "other-1", "s-x"):
        assert stream.since(unknown).kinds == EVERYTHING
    for _ in range(REMEMBERED):
        stream.tell([Kind.ROUND])
    assert stream.since("s-1").kinds == EVERYTHING
    assert stream.since("s-4").kinds == {Kind.ROUND}


def test_a_slow_page_keeps_a_bounded_queue() -> None:
    client = Client()
    for number in range(10 * QUEUE):
        client.put(Event(number, frozenset({Kind.ROUND})))
        assert len(client.waiting) <= QUEUE
    assert any(event.kinds == EVERYTHING for event in client.waiting)


async def heard(stream: AsyncIterator[str], count: int) -> list[str]:
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


def test_a_page_listens_resumes_and_is_let_go() -> None:
    async def play() -> None:
        stream = stream_of({})
        page = stream.listen("", lambda: True)
        begun = await heard(page, 1)
        assert "event: begun" in begun[0] and stream.clients == 1
        stream.tell([Kind.ROUND])
        assert (await heard(page, 1))[0] == "id: s-1\nevent: changed\ndata: round\n\n"
        await page.aclose()
        assert stream.clients == 0
        stream.tell([Kind.DISPUTE])
        again = stream.listen("s-1", lambda: True)
        assert "data: dispute" in (await heard(again, 2))[1]
        stream.end()
        assert [text async for text in again] == []
        assert stream.clients == 0

    asyncio.run(play())


def test_who_is_no_longer_in_is_let_go_however_busy_the_hub_is() -> None:
    async def play() -> None:
        stream = Stream("s", dict, beat=0.02)
        async for _ in stream.listen("", lambda: False):
            stream.tell([Kind.ROUND])  # something is always there to be told

    asyncio.run(asyncio.wait_for(play(), 20))


def test_what_a_reader_touches_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "adapters").mkdir()
    store = tmp_path / "adapters" / "court.db"
    store.write_bytes(b"x")
    before = marks_of(tmp_path)
    (tmp_path / "adapters" / "court.db-shm").write_bytes(b"y")
    (tmp_path / "adapters" / "court.db-wal").touch()
    assert marks_of(tmp_path) == before
    (tmp_path / "adapters" / "court.db-wal").write_bytes(b"z")
    after = marks_of(tmp_path)
    assert {kind for kind in Kind if after[kind] != before[kind]} == {Kind.QUARANTINE}
