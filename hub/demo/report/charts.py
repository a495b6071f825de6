"""
Charts as inline SVG: no script, no font, no network.

Every chart is 380 units wide, so that its writing stays readable on a telephone; colours are CSS variables of the page,
so that dark mode and print need nothing else. Labels stand in both languages, the page shows one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from hub.demo.account import DayCount, Flow
from hub.queries.layout import Label

WIDTH = 380
COLOURS = 7
"""How many ``--c0`` … colours the style sheet has."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One labelled quantity."""

    label: Label
    value: int


def both(label: Label) -> Markup:
    """Return *label* in both languages inside SVG text."""
    return Markup('<tspan class="zh">{}</tspan><tspan class="en">{}</tspan>').format(label.zh, label.en)


def _text(x: float, y: float, content: Markup | str, *, kind: str = "", anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="{}">{}</text>').format(
        x, y, kind, anchor, content
    )


def _svg(height: float, title: Label, body: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {:.0f}" role="img" aria-label="{} {}" preserveAspectRatio="xMinYMin meet">{}</svg>'
    ).format(WIDTH, height, title.zh, title.en, Markup().join(body))


def bars(title: Label, values: Sequence[Bar]) -> Markup:
    """Return horizontal bars, longest scale first come."""
    left, row = 128, 24
    largest = max((bar.value for bar in values), default=0) or 1
    body = []
    for number, bar in enumerate(values):
        top = number * row
        length = (WIDTH - left - 44) * bar.value / largest
        body += [
            _text(left - 8, top + 16, both(bar.label), anchor="end"),
            Markup('<rect x="{}" y="{}" width="{:.1f}" height="14" rx="2" fill="var(--c0)"/>').format(
                left, top + 5, max(length, 1)
            ),
            _text(left + length + 6, top + 16, str(bar.value), kind="n"),
        ]
    return _svg(len(values) * row + 6, title, body)


def daily(title: Label, days: Sequence[DayCount]) -> Markup:
    """Return reports above the line and conclusions below it, one column a day."""
    height, middle = 190, 100.0
    largest = max((max(day.reported, day.concluded) for day in days), default=0) or 1
    step = (WIDTH - 30) / max(len(days), 1)
    scale = (middle - 22) / largest
    body = [_text(0, 14, str(largest), kind="n"), _text(0, height - 22, str(largest), kind="n")]
    for number, day in enumerate(days):
        x = 28 + number * step
        tip = f"{day.day:%m-%d} +{day.reported} −{day.concluded}"
        body.append(
            Markup(
                "<g><title>{}</title>"
                '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="var(--c0)"/>'
                '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="var(--c1)"/></g>'
            ).format(
                tip, x, middle - day.reported * scale, step * 0.8, day.reported * scale,
                x, middle + 1, step * 0.8, day.concluded * scale,
            )
        )  # fmt: skip
        if number % 7 == 0:
            body.append(_text(x, height - 4, f"{day.day:%m-%d}", kind="n"))
    body.append(Markup('<line x1="26" x2="{}" y1="{}" y2="{}" class="axis"/>').format(WIDTH, middle, middle))
    return _svg(height, title, body)


def histogram(title: Label, days: Sequence[int], *, width: int = 3, bins: int = 12) -> Markup:
    """Return how many disputes took how many days; the last column holds everything longer."""
    counts = [0] * bins
    for value in days:
        counts[min(max(value, 0) // width, bins - 1)] += 1
    largest = max(counts) or 1
    step, height = (WIDTH - 10) / bins, 170
    body = []
    for number, count in enumerate(counts):
        tall = 120 * count / largest
        x = 5 + number * step
        body.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1" fill="var(--c2)"/>').format(
                x, 140 - tall, step - 4, tall
            )
        )
        last = number == bins - 1
        body.append(_text(x + step / 2 - 2, 156, f"{number * width}+" if last else str(number * width), kind="n mid"))
        if count:
            body.append(_text(x + step / 2 - 2, 135 - tall, str(count), kind="n mid"))
    return _svg(height, title, body)


def share(title: Label, values: Sequence[Bar]) -> Markup:
    """Return one bar cut into shares, and below it the legend with figures."""
    total = sum(bar.value for bar in values) or 1
    body, x = [], 0.0
    for number, bar in enumerate(values):
        part = WIDTH * bar.value / total
        colour = number % COLOURS
        body.append(
            Markup('<rect x="{:.1f}" y="4" width="{:.1f}" height="26" fill="var(--c{})"/>').format(x, part, colour)
        )
        x += part
        top = 50 + (number // 2) * 24
        left = 4 + (number % 2) * (WIDTH / 2)
        body.append(
            Markup('<rect x="{:.1f}" y="{}" width="12" height="12" fill="var(--c{})"/>').format(left, top, colour)
        )
        body.append(_text(left + 18, top + 11, both(bar.label)))
        body.append(_text(left + WIDTH / 2 - 14, top + 11, f"{bar.value} · {bar.value / total:.0%}", kind="n end"))
    return _svg(50 + (len(values) + 1) // 2 * 24 + 6, title, body)


@dataclass(slots=True)
class _Side:
    """One side of the flow picture: where the next ribbon of each agency starts."""

    labels: dict[str, Label]
    totals: dict[str, int]
    tops: dict[str, float]
    starts: dict[str, float]


_PICTURE_HEIGHT = 340.0
_SLOT = 34.0
"""Height that each agency has besides its ribbons, so that two names never stand on each other."""


def _scale(agencies: int, total: int) -> float:
    return max(_PICTURE_HEIGHT - _SLOT * agencies, 40.0) / (total or 1)


def _side(entries: Sequence[tuple[Label, int]]) -> _Side:
    labels = {label.code: label for label, _ in entries}
    totals: dict[str, int] = defaultdict(int)
    for label, count in entries:
        totals[label.code] += count
    scale = _scale(len(totals), sum(totals.values()))
    tops, y = {}, 0.0
    for code in sorted(totals):
        tops[code] = y + _SLOT / 2
        y += totals[code] * scale + _SLOT
    return _Side(labels, dict(totals), tops, dict(tops))


def flows(title: Label, entries: Sequence[Flow]) -> Markup:
    """Return ribbons from senders on the left to receivers on the right, as thick as what they carry."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for flow in entries:
        pairs[flow.sender.code, flow.receiver.code] += flow.count
    left = _side([(flow.sender, flow.count) for flow in entries])
    right = _side([(flow.receiver, flow.count) for flow in entries])
    total = sum(pairs.values()) or 1
    thick_left, thick_right = _scale(len(left.tops), total), _scale(len(right.tops), total)
    colours = {code: number % COLOURS for number, code in enumerate(sorted(left.labels | right.labels))}
    body = []
    for (sender, receiver), count in sorted(pairs.items()):
        y0, y1 = left.starts[sender], right.starts[receiver]
        left.starts[sender] += count * thick_left
        right.starts[receiver] += count * thick_right
        body.append(
            _ribbon((y0, y0 + count * thick_left), (y1, y1 + count * thick_right), colours[sender], tip=(
                f"{left.labels[sender].zh} → {right.labels[receiver].zh}: {count}"
            ))
        )  # fmt: skip
    for side, x, anchor in ((left, 92.0, "end"), (right, WIDTH - 92.0, "start")):
        body.extend(_nodes(side, x, anchor, colours))
    return _svg(_PICTURE_HEIGHT, title, body)


def _ribbon(start: tuple[float, float], end: tuple[float, float], colour: int, *, tip: str) -> Markup:
    x0, x1 = 100.0, WIDTH - 100.0
    middle = (x0 + x1) / 2
    return Markup(
        '<path d="M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}L{:.1f} {:.1f}'
        'C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}Z" fill="var(--c{})" class="ribbon"><title>{}</title></path>'
    ).format(
        x0, start[0], middle, start[0], middle, end[0], x1, end[0],
        x1, end[1], middle, end[1], middle, start[1], x0, start[1], colour, escape(tip),
    )  # fmt: skip


def _nodes(side: _Side, x: float, anchor: str, colours: dict[str, int]) -> list[Markup]:
    body = []
    for code, top in side.tops.items():
        tall = max(side.starts[code] - top, 2)
        bar = x + 2 if anchor == "end" else x - 8
        body += [
            Markup('<rect x="{:.1f}" y="{:.1f}" width="6" height="{:.1f}" fill="var(--c{})"/>').format(
                bar, top, tall, colours[code]
            ),
            _text(x - 4 if anchor == "end" else x + 6, top + tall / 2 + 1, both(side.labels[code]), anchor=anchor),
            _text(
                x - 4 if anchor == "end" else x + 6,
                top + tall / 2 + 15,
                str(side.totals[code]),
                kind="n",
                anchor=anchor,
            ),
        ]
    return body
