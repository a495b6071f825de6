"""A recorded period once more under other rules: what would have counted differently (``hub whatif``)."""
