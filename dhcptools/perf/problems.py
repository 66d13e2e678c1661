"""The one error of a load run that is the user's."""

from __future__ import annotations


class PlanError(ValueError):
    """A plan that cannot be carried out; the text says which value and why."""
