"""
What versions promise each other about stored states (ADR 0069).

The files under ``tests/golden`` were written by the release that they name: its states of the worked example, and the
classes in which it keeps them. They are never edited; a release adds its own.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from hub.processors.codec import MsgpackCodec
from tests.state_shapes import ROOTS, shapes

GOLDEN = Path(__file__).parents[1] / "golden"
RELEASES = sorted(path.stem.removeprefix("states-") for path in GOLDEN.glob("states-*.json"))


@pytest.mark.parametrize("release", RELEASES)
def test_states_that_a_release_wrote_are_read(release: str) -> None:
    """A newer version reads every state of a former one, and what it writes back says the same."""
    stored = json.loads((GOLDEN / f"states-{release}.json").read_text(encoding="utf-8"))
    assert {processor for processor, _, _ in stored} == set(ROOTS)
    for processor, _, text in stored:
        codec = MsgpackCodec(ROOTS[processor])
        state = codec.decode(base64.b64decode(text))
        assert codec.decode(codec.encode(state)) == state


@pytest.mark.parametrize("release", RELEASES)
def test_a_release_can_read_what_is_written_now(release: str) -> None:
    """
    No field that a release reads is gone or of another type, and every field that came since has a default.

    So a worker that is rolled back reads the states of the newer one, and the newer one those of the older.
    """
    former = json.loads((GOLDEN / f"state-shapes-{release}.json").read_text(encoding="utf-8"))
    now = shapes()
    for name, shape in former.items():
        if isinstance(shape, str):
            assert now[name] == shape
            continue
        present = now[name]
        assert isinstance(present, dict)
        gone = {field for field in shape if field not in present or present[field][0] != shape[field][0]}
        assert not gone, f"{name}: {sorted(gone)} can't be read by {release} any more"
        bare = {field for field in present if field not in shape and not present[field][1]}
        assert not bare, f"{name}: {sorted(bare)} need a default, states of {release} have none"


def test_a_field_of_a_later_version_is_skipped() -> None:
    """What a later version adds says nothing to this one."""
    codec = MsgpackCodec(ROOTS["intake"])
    state = ROOTS["intake"](root="R1")
    wider = MsgpackCodec(dict).encode({**json.loads('{"root": "R1"}'), "added_later": [1, 2]})
    assert codec.decode(wider) == state
