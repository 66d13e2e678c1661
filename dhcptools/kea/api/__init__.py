"""Kea's control API: one command, one answer, over a Unix socket, the Control Agent, or a server's own HTTP socket.

``endpoint`` says where a server listens, ``transport`` carries octets, ``answer`` judges what came back, ``client``
joins the three. Passwords are kept out of every text: ``secrets``.
"""
