"""Faults done to the engine on a real cluster, drawn from seeds, and the verdict on what came of it."""

from __future__ import annotations

from hub.testing.faults.plan import plan_of
from hub.testing.faults.play import Play, Verdict
from hub.testing.faults.steps import Fault, Plan, Stand

__all__ = ["Fault", "Plan", "Play", "Stand", "Verdict", "plan_of"]
