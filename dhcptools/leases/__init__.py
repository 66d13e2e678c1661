"""Leases of any store, read into one form and chosen by one query.

``locate`` finds stores, ``memfile``, ``isc`` and ``dnsmasq`` read them, ``api`` asks a running Kea, ``sql`` a database.
``lease`` is the common form, ``query`` says which leases are wanted and in what order, ``results`` brings several
stores together.

``census`` and ``usage`` count them by pool, subnet and network; ``insight``, ``clients`` and ``growth`` say why and
when places fill. ``watch`` follows stores and ``changes`` names what happened, ``compare`` holds two against each
other, ``check_files`` and ``check_leases`` look for what is wrong, ``convert`` makes rows of Kea out of others' leases.
"""
