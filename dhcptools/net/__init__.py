"""Sockets, interfaces and privileges: the only place that talks to the kernel."""
