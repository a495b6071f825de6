"""The door for systems: one HTTPS address at which an agency states, receives and asks, whatever it's written in."""
