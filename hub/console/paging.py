"""A long list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list; numbers begin with 1."""

    items: Sequence[T]
    number: int
    pages: int
    count: int


def paged(items: Sequence[T], number: int, size: int = SIZE) -> Paged[T]:
    """
    Return page *number* of *items*, the last one where there are fewer.

    >>> paged("abcde", 2, 2).items, paged("abcde", 9, 2).number, paged("", 1, 2).pages
    ('cd', 3, 1)
    """
    pages = max(1, -(-len(items) // size))
    here = min(max(number, 1), pages)
    return Paged(items[(here - 1) * size : here * size], here, pages, len(items))
