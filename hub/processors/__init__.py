"""Stream processors: thin, pure, keyed; the rules they apply stand in :mod:`hub.core`."""

from __future__ import annotations

from hub.core.knowledge import Rules
from hub.core.linking import DEFAULT_RULES, LinkingRules
from hub.core.units import Registry
from hub.processors.clerk import Clerk
from hub.processors.intake import Intake
from hub.processors.lifecycle import Lifecycle
from hub.processors.linking import Linking
from hub.processors.reporting import Reporting

__all__ = ["Clerk", "Intake", "Lifecycle", "Linking", "Reporting", "default_processors"]


def default_processors(
    registry: Registry, rules: Rules, linking: LinkingRules = DEFAULT_RULES
) -> tuple[Intake, Lifecycle, Linking, Clerk, Reporting]:
    """
    Return the processors of a hub in the order in which records flow.

    With ``rules.derive`` off the hub makes no link decision, feedback or cascade of its own: they come with the input.
    """
    return (
        Intake(registry, linking=rules.derive),
        Lifecycle(registry, rules),
        Linking(rules=linking),
        Clerk(),
        Reporting(rules.terms.calendar),
    )
