"""Leases of any store, read into one form and chosen by one query.

``locate`` finds stores, ``memfile``, ``isc`` and ``dnsmasq`` read them, ``api`` asks a running Kea, ``sql`` a database.
``lease`` is the common form, ``query`` says which leases are wanted and in what order, ``results`` brings several
stores together.
"""
