"""What a clerk at a centre without a system of its own does to a dispute, as data and pure functions (LOOP-0)."""
