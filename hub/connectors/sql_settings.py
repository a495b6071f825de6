"""How the database of a department is reached."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_serializer

from hub.connectors.sql import Database, SqlLimits

SYSTEM_NAME = r"^[a-z0-9-]+$"
"""What a system may be called: its name is part of every root, and never changes."""


class DatabaseSettings(BaseModel):
    """What every adapter of a database is told; it adds what is its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr
    system: str = Field(pattern=SYSTEM_NAME)
    page: int = Field(default=200, ge=1, le=1000)
    query_seconds: int = Field(default=20, ge=1, le=600)

    @field_serializer("url", when_used="json")
    def _url_in_file(self, url: SecretStr) -> str:
        """Write the real address into the settings file, and nowhere else."""
        return url.get_secret_value()

    def database(self) -> Database:
        """Return the database, not connected yet."""
        limits = SqlLimits(rows=self.page, seconds=self.query_seconds)
        return Database(self.url.get_secret_value(), where=self.system, limits=limits)
