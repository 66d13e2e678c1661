"""Load generation on the batch plane."""
