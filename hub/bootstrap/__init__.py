"""The only place that wires: settings to plugins, engine and readers."""
