"""The rooms of the statistics people, as the application takes them in."""

from __future__ import annotations

from hub.console.pages import figures, flows, meeting, month_compare, month_deeds, months, supervision, trends

ROOMS = (months, month_deeds, month_compare, figures, trends, flows, supervision, meeting)
