"""What the grid app's own codes mean in the hub's codes."""

from __future__ import annotations

from hub.core.codes import Difficulty, DisputeType

DISPUTES = "03"
"""First two digits of the categories that are disputes; the others are patrols, hazards and services."""

CATEGORIES: dict[str, DisputeType] = {
    "0301": DisputeType.NEIGHBOUR,
    "0302": DisputeType.MARRIAGE_FAMILY,
    "0303": DisputeType.HOUSING_LAND,
    "0304": DisputeType.CONTRACT,
    "0305": DisputeType.BUSINESS_OP,
    "0306": DisputeType.DAMAGES,
    "0307": DisputeType.FOREST_LAND,
    "0308": DisputeType.EXPROPRIATION,
    "0309": DisputeType.ENVIRONMENT,
    "0310": DisputeType.MIGRANT_WAGE,
    "0311": DisputeType.LABOUR,
    "0312": DisputeType.TOURISM,
    "0313": DisputeType.ECOMMERCE,
    "0314": DisputeType.MEDICAL,
    "0315": DisputeType.TRAFFIC,
    "0316": DisputeType.PROPERTY_MGMT,
    "0317": DisputeType.CONSUMER,
    "0318": DisputeType.IP,
    "0319": DisputeType.VILLAGE_AFFAIRS,
    "0399": DisputeType.OTHER,
}
"""Categories of the app; a new one is added in the settings, never guessed."""

LEVELS: dict[str, Difficulty] = {
    "1": Difficulty.SIMPLE,
    "2": Difficulty.COMPLEX,
    "3": Difficulty.HARD,
    "4": Difficulty.MAJOR,
}
"""``level`` of an event; without one the difficulty isn't stated."""

NEW, ONSITE_DONE, UPLOADED, CLOSED, INBOX = "NEW", "ONSITE_DONE", "UPLOADED", "CLOSED", "INBOX"
STATUSES = {status: status for status in (NEW, ONSITE_DONE, UPLOADED, CLOSED, INBOX)}
"""``status`` of an event; INBOX is a matter that the hub sent and nobody here reported."""
