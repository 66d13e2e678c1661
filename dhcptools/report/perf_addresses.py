"""The addresses of a run that should not have been given as they were, as text."""

from __future__ import annotations

from dhcptools.measure.result import AddressProblem, Run


def address_list(run: Run) -> str:
    """A line an address, and how many are not listed; empty when there is none."""
    if not run.address_problems:
        return ""
    lines = [sentence(problem) for problem in run.address_problems]
    more = run.addresses_duplicate + run.addresses_foreign - len(lines)
    if more > 0:
        lines.append(f"and {more} more")
    return "***Addresses***\n" + "".join(f"{line}\n" for line in lines)


def sentence(problem: AddressProblem) -> str:
    """What is wrong with one address."""
    if problem.holder:
        return f"{problem.address}: given to {problem.client} while {problem.holder} held it"
    return f"{problem.address}: given to {problem.client}, in no expected subnet"
