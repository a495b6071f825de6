"""Adapter plugins: the hook, the adapter contract and the host that runs adapters."""
