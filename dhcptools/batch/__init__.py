"""Packets as rows of a numpy matrix: templates, stamping, scanning."""
