"""The only package that knows Kea: its JSON dialect and its configuration model."""
