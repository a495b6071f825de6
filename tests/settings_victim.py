"""A process that confirms an amendment, tells the workers, and is killed at a named sub-step of it."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from hub.bootstrap.cluster import access_of, settings_notes
from hub.bootstrap.people import people_of
from hub.core.amendments import Amendment
from hub.core.amendments.note import follows, read, written
from hub.people.amendments import decided
from hub.people.file import FILE
from hub.settings.loading import load_settings
from tests.people_rig import SECURITY

CONFIRMED = "confirmed"


def main(arguments: list[str]) -> None:
    path, number, at, sub_step = arguments
    settings = load_settings(Path(path))

    def probe(reached: str) -> None:
        if reached == sub_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def fits(_amendment: Amendment) -> None:
        """Say nothing against it."""

    with closing(people_of(settings)) as people:
        people.amendments.confirm(int(number), SECURITY, datetime.fromisoformat(at), fits)
        probe(CONFIRMED)
        told = decided(settings.data / FILE)
        settings_notes(access_of(settings)).publish(written(told), lambda noted: follows(told, read(noted)), probe)


if __name__ == "__main__":
    main(sys.argv[1:])
