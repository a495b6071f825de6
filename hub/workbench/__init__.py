"""Where clerks of a centre without a system of its own work: what they clicked, half-filled forms, numbered papers."""
