"""The statistics office: what it reads and states, for commands and pages alike."""
