"""
The small language of rules and conditions: comparisons, and, or, not. Parsed, never evaluated as code.

::

    accepted_on <= concluded_on <= received_on
    outcome = SUCCESS and amount > 0
    not performed_on

A name of a column stands for its value, alone for "has a value"; a word in capitals or quotes, a number and a day
(2026-03-01) stand for themselves. Comparing with what is empty is neither true nor false: a rule isn't broken by it, a
condition isn't met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from hub.connectors.mapping.document import nearest

LONGEST = 300
MOST_TOKENS = 60
DEEPEST = 10

Value = str | int | date | bool | None
_TOKEN = re.compile(
    r"\s*(?:(?P<day>\d{4}-\d{2}-\d{2})|(?P<number>\d{1,18})|(?P<op><=|>=|!=|==|≤|≥|≠|[<>=＝])"
    r"|(?P<paren>[()（）])|(?P<text>'[^']*'|\"[^\"]*\")|(?P<name>[^\W\d][\w-]*))"
)
_WORDS = {"and": "and", "且": "and", "or": "or", "或": "or", "not": "not", "非": "not"}
_OPS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "＝": "="}


class ExpressionError(ValueError):
    """What is wrong with an expression, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression; ``names`` are the columns that it reads."""

    text: str
    names: tuple[str, ...]
    _node: _Node

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """Return whether it holds for a row's *values*, None when something that it compares is empty."""
        return self._node(values)


_Node = Callable[[Mapping[str, Value]], bool | None]
_Operand = tuple[str, Value]


def parse(text: str, known: Collection[str]) -> Expression:
    """
    Return *text* as an expression over the columns *known*.

    Raises:
        ExpressionError: it's too long, isn't understood, or names a column that isn't there.

    >>> parse("a <= b <= c", ["a", "b", "c"]).holds({"a": 1, "b": 3, "c": 2})
    False
    >>> parse("outcome = SUCCESS", ["outcome"]).holds({"outcome": None})
    """
    parser = _Parser(_tokens(text), frozenset(known))
    node = parser.either(0)
    if (rest := parser.peek()) is not None:
        raise ExpressionError(f"从“{rest[1]}”起看不懂", f"not understood from {rest[1]} on")
    return Expression(text, tuple(dict.fromkeys(parser.used)), node)


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > LONGEST:
        raise ExpressionError(f"规则超过 {LONGEST} 字，请分成几条", f"longer than {LONGEST} characters")
    found: list[tuple[str, str]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(
                f"第 {at + 1} 个字符起看不懂；可用 < <= = != >= > 且 或 非 和括号",
                f"not understood from character {at + 1} on",
            )
        kind, word = match.lastgroup, match[match.lastgroup]
        if kind == "name" and word.lower() in _WORDS:
            kind, word = "word", _WORDS[word.lower()]
        found.append((kind, _OPS.get(word, word).replace("（", "(").replace("）", ")") if kind != "text" else word))
        at = match.end()
        if len(found) > MOST_TOKENS:
            raise ExpressionError("规则过长，请分成几条", "too many words; make several rules of it")
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], known: frozenset[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._known = known
        self.used: list[str] = []

    def peek(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, kind: str, word: str | None = None) -> str | None:
        token = self.peek()
        if token is None or token[0] != kind or (word is not None and token[1] != word):
            return None
        self._at += 1
        return token[1]

    def either(self, depth: int) -> _Node:
        if depth > DEEPEST:
            raise ExpressionError("括号层次过多", "too many brackets")
        nodes = [self._both(depth)]
        while self._take("word", "or"):
            nodes.append(self._both(depth))
        return nodes[0] if len(nodes) == 1 else lambda values: _any([node(values) for node in nodes])

    def _both(self, depth: int) -> _Node:
        nodes = [self._negated(depth)]
        while self._take("word", "and"):
            nodes.append(self._negated(depth))
        return nodes[0] if len(nodes) == 1 else lambda values: _all([node(values) for node in nodes])

    def _negated(self, depth: int) -> _Node:
        if depth > DEEPEST:
            raise ExpressionError("层次过多", "too deep")
        if self._take("word", "not"):
            inner = self._negated(depth + 1)
            return lambda values: _not(inner(values))
        if self._take("paren", "("):
            node = self.either(depth + 1)
            if not self._take("paren", ")"):
                raise ExpressionError("缺右括号", "a bracket isn't closed")
            return node
        return self._comparison()

    def _comparison(self) -> _Node:
        operands = [self._operand()]
        operators: list[str] = []
        while op := self._take("op"):
            operators.append(op)
            operands.append(self._operand())
        if not operators:
            kind, name = operands[0]
            if kind != "column":
                raise ExpressionError(f"“{name}”单独不成条件", f"{name} alone is no condition")
            return lambda values: values.get(str(name)) not in (None, "", False)
        return lambda values: _all(
            [
                _compared(_value(operands[place], values), op, _value(operands[place + 1], values))
                for place, op in enumerate(operators)
            ]
        )

    def _operand(self) -> _Operand:
        token = self.peek()
        if token is None or token[0] in ("op", "word", "paren"):
            raise ExpressionError("这里应有列名或值", "a column or a value is missing")
        self._at += 1
        kind, word = token
        if kind == "day":
            return "value", _day(word)
        if kind == "number":
            return "value", int(word)
        if kind == "text":
            return "value", word[1:-1]
        if word in self._known:
            self.used.append(word)
            return "column", word
        if word.isascii() and word.upper() == word:
            return "value", word
        near = nearest(word, sorted(self._known))
        hint, meant = (f"，是不是“{near}”？", f", did you mean {near}?") if near else ("", "")
        raise ExpressionError(f"没有列“{word}”{hint}", f"there is no column {word}{meant}")


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ExpressionError(f"没有 {word} 这一天", f"there is no day {word}") from None


def _value(operand: _Operand, values: Mapping[str, Value]) -> Value:
    kind, value = operand
    return values.get(str(value)) if kind == "column" else value


def _compared(left: Value, op: str, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if op in ("=", "!="):
        return (left == right) is (op == "=")
    order = _order(left, right)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[op]


def _order(left: Value, right: Value) -> int | None:
    """Return which is first; what can't be ordered isn't."""
    for kind in (date, int):
        if isinstance(left, kind) and isinstance(right, kind):
            return (left > right) - (left < right)  # type: ignore[operator]  # both are of one kind
    return None


def _all(results: list[bool | None]) -> bool | None:
    return False if False in results else None if None in results else True


def _any(results: list[bool | None]) -> bool | None:
    return True if True in results else None if None in results else False


def _not(result: bool | None) -> bool | None:
    return None if result is None else not result
