"""
What the processors' states look like in storage: every dataclass that they reach, field by field.

``python -m tests.state_shapes`` prints it; what a release printed is kept under ``tests/golden`` and never edited.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import types
import typing
from collections.abc import Iterator

from hub.processors import intake, lifecycle, linking

ROOTS = {"intake": intake.IntakeState, "lifecycle": lifecycle.LifecycleState, "linking": linking.TokenState}


def shapes() -> dict[str, object]:
    """Return every class by name with its fields: the type in words and whether it has a default."""
    found: dict[str, object] = {name: root.__name__ for name, root in ROOTS.items()}
    waiting: list[type] = list(ROOTS.values())
    while waiting:
        model = waiting.pop()
        if model.__name__ in found:
            continue
        hints = typing.get_type_hints(model)
        found[model.__name__] = {
            field.name: [_words(hints[field.name]), _has_default(field)] for field in dataclasses.fields(model)
        }
        for hint in hints.values():
            waiting.extend(each for each in _classes(hint) if dataclasses.is_dataclass(each))
    return dict(sorted(found.items()))


def _has_default(field: dataclasses.Field[object]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _classes(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and not typing.get_args(hint):
        yield hint
    for part in typing.get_args(hint):
        yield from _classes(part)


def _words(hint: object) -> str:
    """Return *hint* as it is stored: what is inside, whether it may be missing, no module names."""
    parts = typing.get_args(hint)
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return " | ".join(sorted(_words(part) for part in parts))
    if parts:
        inside = ", ".join("..." if part is Ellipsis else _words(part) for part in parts)
        return f"{getattr(typing.get_origin(hint), '__name__', hint)}[{inside}]"
    return str(getattr(hint, "__name__", hint))


if __name__ == "__main__":
    json.dump(shapes(), sys.stdout, indent=1, ensure_ascii=False)
    print()
