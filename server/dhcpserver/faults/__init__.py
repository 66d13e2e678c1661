"""Faults on demand: what can be done to requests and replies, each a small value read from words."""
