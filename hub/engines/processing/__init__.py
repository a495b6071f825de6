"""What every engine shares: one processor on one partition, its states, timers and outputs, in a file beside it."""
