"""Stores that a command has open: what goes wrong while they are read becomes an error with its exit code."""

from __future__ import annotations

from dhcptools.cli.leases_source import problem
from dhcptools.leases.faults import StoreError
from dhcptools.leases.results import Results


class Opened(Results):
    """Results of which a command takes leases: a server or a database may stop answering half-way."""

    def __exit__(self, kind: object = None, error: object = None, trace: object = None) -> None:
        """Let go of what is open. ProblemError in place of a StoreError."""
        self.close()
        if isinstance(error, StoreError):
            raise problem(error) from error
