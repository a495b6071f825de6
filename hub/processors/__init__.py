"""Stream processors: thin, pure, keyed; the rules they apply stand in :mod:`hub.core`."""
