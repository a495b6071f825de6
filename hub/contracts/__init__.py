"""The canonical contract: Avro schemas in two languages, wire format, registry and the compatibility gate."""

from hub.contracts.registry import SchemaRegistry, SchemaVersion
from hub.contracts.serde import Serde

__all__ = ["SchemaRegistry", "SchemaVersion", "Serde"]
