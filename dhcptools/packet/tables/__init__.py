"""Option tables: rows of (code, name, kind, reference), one row a line."""
