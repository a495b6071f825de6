"""The read model: rows and headers of all disputes in one SQLite file, for plain SQL; kept by the sink `projection`."""
