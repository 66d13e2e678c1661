"""Checks of Kea's configuration files: what ``kea-dhcp4 -t`` refuses, and what it lets through.

``engine`` runs the rules of ``rules/`` over ``context.Context``, the tolerant model of one file; ``finding`` is what
they say and how it may be mended. How a rule is written stands in ``rules/__init__.py``.
"""
