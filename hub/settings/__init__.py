"""
The one settings file of a hub: a commented TOML that ``hub init`` writes.

Secrets never stand in it: a value ``{ file = "…" }``, ``{ env = "…" }`` or ``{ credential = "…" }`` (sealed, opened by
systemd) says where the secret is kept.
"""
