"""Kea's lease files (memfile): every schema version read exactly and fast, and written as Kea writes them.

``schema`` knows the columns, ``fields`` and ``context`` what Kea accepts in them, ``lease`` the rows, ``siblings`` the
files that a clean-up leaves beside the main one. ``reader`` reads row by row, ``columns`` a million rows at once with
numpy, ``writer`` appends and cleans up.
"""
