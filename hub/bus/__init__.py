"""The log, one Protocol: :class:`hub.core.ports.Bus`."""
