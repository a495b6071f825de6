"""Where the cluster is, and how the hub signs in there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field


class EngineKind(StrEnum):
    """What runs the processors."""

    EMBEDDED = "embedded"
    KAFKA = "kafka"


class KafkaSettings(BaseModel):
    """
    The ``[kafka]`` table: how to reach the cluster, and how a worker lives.

    Attributes:
        bootstrap: ``host:port``, several separated by commas.
        prefix: Put before every topic, group and transactional id, so that several hubs may share a cluster.
        authority: Certificate of the cluster's authority; TLS is used where it's given.
        certificate: Key and certificate in one PEM file, for who is known by certificate.
        principal: User of SCRAM-SHA-512, for who is known by password.
        password: Where the password is kept: a file, a variable, or a sealed credential.
        patience_seconds: How long a round waits for workers to take in what it put on the log.
        session_seconds: A worker that isn't heard for so long loses its shards to the others.
        stalled_seconds: A worker whose loop makes no progress for so long ends itself, to be started anew.
        worker_port: Where a worker tells its standing over HTTP on the machine itself; 0 for nowhere.
        agencies: Those whose adapters reach the cluster themselves: each has topics and rights of its own.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    bootstrap: str = Field(min_length=3)
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", max_length=60)
    authority: Path | None = None
    certificate: Path | None = None
    principal: str | None = None
    password: dict[str, str] = Field(default_factory=dict)
    patience_seconds: float = Field(default=20.0, gt=0)
    session_seconds: float = Field(default=10.0, ge=6, le=60)
    stalled_seconds: float = Field(default=90.0, ge=10)
    worker_port: int = Field(default=0, ge=0, le=65535)
    agencies: tuple[str, ...] = ()
