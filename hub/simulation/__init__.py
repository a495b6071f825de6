"""A plausible city, or nation, over months: disputes and their lives from documented parameters and one seed."""

from __future__ import annotations

from hub.simulation.cast import Cast
from hub.simulation.parameters import Parameter, Parameters, packaged_parameters, read_parameters
from hub.simulation.plan import Plan
from hub.simulation.stream import Window, life_of, stream, stream_by_day

__all__ = [
    "Cast",
    "Parameter",
    "Parameters",
    "Plan",
    "Window",
    "life_of",
    "packaged_parameters",
    "read_parameters",
    "stream",
    "stream_by_day",
]
