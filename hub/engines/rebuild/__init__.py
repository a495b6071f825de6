"""Replaying a processor's state from its log into a second one beside the live one, comparing both, and switching."""

from __future__ import annotations

from hub.engines.rebuild.comparing import Comparison, Difference, Kind, Why
from hub.engines.rebuild.ground import Ground, Hold
from hub.engines.rebuild.rebuild import Progress, Rebuild, Standing, Subject

__all__ = ["Comparison", "Difference", "Ground", "Hold", "Kind", "Progress", "Rebuild", "Standing", "Subject", "Why"]
