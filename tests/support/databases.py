"""PostgreSQL and MariaDB of Debian's packages, started for a test in a folder of its own and stopped by it.

They run as a user without privileges, on a free port of loopback and a Unix socket, and keep nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pytest

from support.certificates import certificate
from support.peers import Program, need

PASSWORD = "geheim"
_NOBODY = 65534
_ROOM = 400 << 20


class _Here:
    """Where such a server runs: on this host, as nobody when we are root, gone with us at the latest."""

    def popen(
        self, command: Sequence[str], *, stdout: IO[str] | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            unprivileged("--pdeathsig", "KILL", "--", *command),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            env=env,
            text=True,
        )


def unprivileged(*words: str) -> list[str]:
    """A command of setpriv that gives privileges away, if there are any."""
    if os.geteuid() != 0:
        return ["setpriv", *words]
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *words]


def _run(command: Sequence[str], stdin: str | None = None, **variables: str) -> str:
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=60, env=os.environ | variables
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def _folder() -> str:
    """Where files are never synchronised with a disk, if there is room: a schema is hundreds of files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM:
        return str(memory)
    return "/tmp"


class _Server(Program):
    """What both have in common: ``folder`` is theirs alone."""

    scheme: str
    kea_type: str
    kea_name: str

    def __init__(self, prefix: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_folder()))
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(self.folder, _NOBODY, _NOBODY)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.certificate = certificate(self.folder, "server")
        if os.geteuid() == 0:
            os.chown(self.certificate.key, _NOBODY, _NOBODY)

    def start(self, command: list[str], ready: str) -> None:
        super().__init__(_Here(), command, self.folder / "log")  # type: ignore[arg-type]  # it needs a popen only
        self.wait_for(ready)

    def source(self, database: str, user: str = "kea") -> str:
        return f"{self.scheme}://{user}@127.0.0.1:{self.port}/{database}"

    def lease_database(self, name: str) -> dict[str, Any]:
        """``lease-database`` of a Kea that uses it."""
        return {"type": self.kea_type, "name": name, "user": "kea", "password": PASSWORD, "host": self.kea_host}

    @property
    def kea_host(self) -> str:
        raise NotImplementedError  # abstract

    @property
    def environment(self) -> dict[str, str]:
        """What a Kea in a namespace needs to find it."""
        return {}

    def sql(self, database: str, text: str) -> str:
        raise NotImplementedError  # abstract

    def init(self, name: str) -> None:
        """A database with the schema of the Kea that is installed."""
        need("kea-admin")
        self.create(name)
        words = ["-u", "kea", "-p", PASSWORD, "-n", name, "-h", "127.0.0.1", "-P", str(self.port)]
        _run(["kea-admin", "db-init", self.kea_name, *words], MYSQL_TCP_PORT=str(self.port))

    def create(self, name: str) -> None:
        raise NotImplementedError  # abstract

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        shutil.rmtree(self.folder)


class Postgres(_Server):
    scheme, kea_type, kea_name = "pgsql", "postgresql", "pgsql"

    def __enter__(self) -> Self:
        return self

    def __init__(self) -> None:
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not places:
            pytest.skip("not installed: postgresql (tests/peers.sh installs the peers)")
        super().__init__("dhcptools-pgsql-")
        data, programs, file = self.folder / "data", places[-1].parent, self.folder / "password"
        file.write_text(PASSWORD)
        words = ["-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(file), "--no-sync"]
        _run(unprivileged("--", str(programs / "initdb"), *words, "-E", "UTF8", "--locale=C"))
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder, "fsync": "off",
            "shared_buffers": "16MB", "timezone": "UTC", "ssl": "on", "ssl_cert_file": self.certificate.cert,
            "ssl_key_file": self.certificate.key,
        }  # fmt: skip  # a table
        pairs = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.start([str(programs / "postgres"), "-D", str(data), *pairs], "ready to accept connections")
        self.sql("postgres", f"CREATE ROLE kea LOGIN PASSWORD '{PASSWORD}'")
        self.sql("postgres", f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")

    @property
    def kea_host(self) -> str:
        return str(self.folder)

    def lease_database(self, name: str) -> dict[str, Any]:
        return {**super().lease_database(name), "port": self.port}

    def create(self, name: str) -> None:
        self.sql("postgres", f"CREATE DATABASE {name} OWNER kea")

    def sql(self, database: str, text: str) -> str:
        words = [
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "postgres",
        ]
        return _run(["psql", *words, "-d", database], text, PGPASSWORD=PASSWORD)


class Maria(_Server):
    scheme, kea_type, kea_name = "mysql", "mysql", "mysql"

    def __enter__(self) -> Self:
        return self

    def __init__(self) -> None:
        need("mariadbd", "mariadb-install-db", "mariadb")
        super().__init__("dhcptools-mysql-")
        data, self.socket = self.folder / "data", self.folder / "socket"
        words = ["--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        _run(unprivileged("--", "mariadb-install-db", *words))
        command = [
            "mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", f"--port={self.port}",
            "--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
            "--innodb-log-file-size=8M", "--skip-name-resolve",
            "--innodb-buffer-pool-size=16M", f"--pid-file={self.folder}/pid", "--log-bin-trust-function-creators=1",
            f"--ssl-cert={self.certificate.cert}", f"--ssl-key={self.certificate.key}",
        ]  # fmt: skip  # flags
        self.start([shutil.which(command[0], path=f"{os.environ['PATH']}:/usr/sbin") or command[0], *command[1:]],
                   "ready for connections")  # fmt: skip  # a command
        for user in ("kea", "reader"):
            for host in ("127.0.0.1", "localhost"):
                self.sql("", f"CREATE USER {user}@'{host}' IDENTIFIED BY '{PASSWORD}'")

    @property
    def kea_host(self) -> str:
        return "localhost"

    @property
    def environment(self) -> dict[str, str]:
        return {"MYSQL_UNIX_PORT": str(self.socket)}

    def create(self, name: str) -> None:
        self.sql("", f"CREATE DATABASE {name}; GRANT ALL ON {name}.* TO kea@'127.0.0.1', kea@localhost")

    def sql(self, database: str, text: str) -> str:
        words = ["--no-defaults", "-N", "-B", f"--socket={self.socket}", "-u", "root"]
        return _run(["mariadb", *words, database], text)
