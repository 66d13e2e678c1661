"""What a load run measures: pacing arithmetic, latency histograms and the counts of exchanges."""
