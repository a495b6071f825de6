"""What runs processors: keeps their state, sends their outputs, fires their timers."""
