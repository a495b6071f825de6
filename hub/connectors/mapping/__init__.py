"""
Mapping files: how a body without developers says, in one YAML file or Excel sheet, what its own table means.

A mapping file is read into a :class:`~hub.connectors.mapping.model.Mapping`; :mod:`~hub.connectors.mapping.rows` reads
a native row by it, :mod:`~hub.connectors.mapping.profiles` says which events the row and its dates state. All of that
is pure; the adapter that polls and writes back is :mod:`hub.plugins.mapping`.
"""
