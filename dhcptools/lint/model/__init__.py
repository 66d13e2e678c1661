"""One file as scopes: global, shared networks, subnets, pools, reservations, classes, options and services.

Built once and shared by all rules. Nothing here raises for a broken value: it is absent, None or left out, and the
checks of the grammar tell of it.
"""
