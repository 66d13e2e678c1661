"""Facts about Kea as rows."""
