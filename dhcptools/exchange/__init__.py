"""Protocol machines without I/O, clock or random: transition tables and their interpreter."""
