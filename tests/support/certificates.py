"""Certificates for loopback, made by openssl: each its own authority."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from support.peers import need


class Certificate(NamedTuple):
    """A self-signed certificate and its key, PEM files."""

    cert: Path
    key: Path


def certificate(folder: Path, name: str) -> Certificate:
    """Make one that is valid for 127.0.0.1, for two days."""
    need("openssl")
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    words = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(made.key), "-out", str(made.cert)]
    subprocess.run(["openssl", "req", "-x509", *words, *files], check=True, capture_output=True)
    made.key.chmod(0o600)
    return made
