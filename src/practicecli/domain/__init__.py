"""What a practice knows and allows: pure values and functions, no I/O, no clock, no randomness."""
