"""Renderers of results, one a file."""
