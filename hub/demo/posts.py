"""Who works in the demo's console: codes of posts, no names."""

from __future__ import annotations

from hub.core.permissions import Role

POSTS = {
    Role.SECURITY_ADMIN: "GL-02",
    Role.SYSTEM_ADMIN: "GL-01",
    Role.AUDITOR: "GL-03",
    Role.CLERK: "JB-01",
    Role.DUTY_CLERK: "ZB-01",
    Role.LIAISON: "LL-01",
    Role.ADAPTER_OPERATOR: "YW-01",
    Role.STATISTICIAN: "TJ-01",
    Role.STATISTICS_CHIEF: "TJ-02",
    Role.SUPERVISION_ISSUER: "DB-01",
    Role.LEADER: "LD-01",
}
"""The first two are founders, in this order everybody else is granted by them."""
