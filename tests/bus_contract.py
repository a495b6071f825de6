"""What every bus must do; a test class of a real bus gives the ``bus`` fixture and inherits the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.core.errors import PermanentError, StaleOwnerError
from hub.core.ports import Bus, StoredRecord

TOPIC = "contract.topic"
AT = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)


def everything(bus: Bus, topic: str = TOPIC) -> list[StoredRecord]:
    return [record for partition in range(bus.partitions(topic)) for record in bus.read(topic, partition, 0, 1_000_000)]


class BusContract:
    """One suite for every bus."""

    @pytest.fixture
    def bus(self) -> Bus:
        raise NotImplementedError

    def test_what_goes_in_comes_out(self, bus: Bus) -> None:
        bus.append(TOPIC, [("案号一", b"\x00\x01\xff", AT, {"source": "法院", "quote": '"\\'})])
        (record,) = everything(bus)
        assert (record.key, record.value, record.time) == ("案号一", b"\x00\x01\xff", AT)
        assert dict(record.headers) == {"source": "法院", "quote": '"\\'}
        assert record.time.utcoffset() == timedelta(0)

    def test_a_key_keeps_its_partition_and_order(self, bus: Bus) -> None:
        for n in range(60):
            bus.append(TOPIC, [(f"k{n % 6}", str(n).encode(), AT, {})])
        places: dict[str, set[int]] = {}
        for record in everything(bus):
            places.setdefault(record.key, set()).add(record.partition)
        assert all(len(partitions) == 1 for partitions in places.values()) and len(places) == 6
        for key in places:
            values = [int(record.value) for record in everything(bus) if record.key == key]
            assert values == sorted(values) and len(values) == 10

    def test_offsets_rise_and_a_page_continues_where_the_last_one_ended(self, bus: Bus) -> None:
        bus.append(TOPIC, [("one", str(n).encode(), AT, {}) for n in range(25)])
        partition = everything(bus)[0].partition
        read: list[StoredRecord] = []
        offset = 0
        while page := bus.read(TOPIC, partition, offset, 10):
            assert len(page) <= 10
            read += page
            offset = page[-1].offset + 1
        assert [int(record.value) for record in read] == list(range(25))
        assert [record.offset for record in read] == sorted({record.offset for record in read})

    def test_an_append_is_all_or_nothing(self, bus: Bus) -> None:
        bus.append(TOPIC, [(f"k{n}", b"x", AT, {}) for n in range(40)])
        with pytest.raises(PermanentError):
            bus.append(TOPIC, [*((f"k{n}", b"y", AT, {}) for n in range(40)), ("big", bytes(64 << 20), AT, {})])
        assert [record.value for record in everything(bus)] == [b"x"] * 40

    def test_an_empty_append_does_nothing(self, bus: Bus) -> None:
        bus.append(TOPIC, [])
        assert everything(bus) == []

    @pytest.mark.parametrize("key", ["", "k" * 5000, "\ud800"])
    def test_a_key_must_be_short_valid_text(self, bus: Bus, key: str) -> None:
        with pytest.raises(PermanentError):
            bus.append(TOPIC, [(key, b"x", AT, {})])
        assert everything(bus) == []

    def test_a_time_needs_a_zone(self, bus: Bus) -> None:
        with pytest.raises(PermanentError):
            bus.append(TOPIC, [("k", b"x", AT.replace(tzinfo=None), {})])

    def test_an_unknown_topic_is_empty(self, bus: Bus) -> None:
        assert list(bus.read("never.seen", 0, 0, 10)) == []

    def test_topics_do_not_mix(self, bus: Bus) -> None:
        for n in range(10):
            bus.append(f"{TOPIC}.{n % 3}", [("k", str(n).encode(), AT, {})])
        assert [record.value for record in everything(bus, f"{TOPIC}.1")] == [b"1", b"4", b"7"]

    def test_positions_belong_to_group_topic_and_partition(self, bus: Bus) -> None:
        assert bus.committed("g", TOPIC, 0) == 0
        epoch = bus.claim("g", TOPIC, 0)
        bus.commit("g", TOPIC, 0, 7, epoch)
        assert bus.committed("g", TOPIC, 0) == 7
        assert bus.committed("other", TOPIC, 0) == 0
        assert bus.committed("g", "other", 0) == 0

    def test_a_claim_keeps_the_position_and_fences_the_former_owner(self, bus: Bus) -> None:
        first = bus.claim("g", TOPIC, 0)
        bus.commit("g", TOPIC, 0, 3, first)
        second = bus.claim("g", TOPIC, 0)
        assert second > first and bus.committed("g", TOPIC, 0) == 3
        with pytest.raises(StaleOwnerError):
            bus.commit("g", TOPIC, 0, 9, first)
        assert bus.committed("g", TOPIC, 0) == 3
        bus.commit("g", TOPIC, 0, 4, second)
        assert bus.committed("g", TOPIC, 0) == 4

    def test_who_never_claimed_cannot_commit(self, bus: Bus) -> None:
        with pytest.raises(StaleOwnerError):
            bus.commit("nobody", TOPIC, 0, 1, 1)
