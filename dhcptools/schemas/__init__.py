"""JSON Schema files (2020-12) of what ``--json`` prints, one a command and version: ``perf-1.schema.json``."""
