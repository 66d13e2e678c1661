"""Results, pacing and latency histograms."""
