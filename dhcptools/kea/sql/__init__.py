"""Kea's lease tables in PostgreSQL and in MySQL or MariaDB, from the schema of Kea 1.6 to that of 3.2.

``target`` says where a database is, ``schema`` what its tables look like, ``rows`` what a row means; ``postgresql`` and
``mysql`` talk to the servers, with drivers that are extras and loaded when they are needed.
"""
