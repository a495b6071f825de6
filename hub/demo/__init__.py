"""The demo: five departments, a seeded month of quarrels, an injected clock, a summary and a report."""
