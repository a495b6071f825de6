"""Headers of the hub's own that gateway and adapters far from it exchange."""

from __future__ import annotations

AGENCY = "Hub-Agency"
"""As whom a caller means to call; it gives nobody anything, it keeps an adapter from another agency's inbox."""
SETTINGS_VERSION = "Hub-Settings-Version"
"""Under which version of the amended settings the hub works."""
