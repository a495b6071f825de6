"""The adapter that a mapping file makes: one type for each file, none of it written in Python."""

from hub.plugins.mapping.adapter import MappedAdapter
from hub.plugins.mapping.kind import MappedType, MappingSettings, mapped_type

__all__ = ["MappedAdapter", "MappedType", "MappingSettings", "mapped_type"]
