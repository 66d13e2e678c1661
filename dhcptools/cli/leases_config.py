"""The configuration that leases are held against, for the commands on leases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dhcptools.cli.leases_source import problem

if TYPE_CHECKING:
    from dhcptools.kea.model import Config


def config_model(path: str) -> Config:
    """The configuration in a file, of Kea or of ISC dhcpd. ProblemError when it cannot be read."""
    from dhcptools.kea.config import load_config  # noqa: PLC0415
    from dhcptools.kea.dialect import DialectError  # noqa: PLC0415
    from dhcptools.kea.reader import ConfigError  # noqa: PLC0415
    from dhcptools.leases.faults import StoreError  # noqa: PLC0415
    from dhcptools.leases.isc_config import DhcpdConfigError, is_dhcpd_config, read_dhcpd_config  # noqa: PLC0415

    try:
        if is_dhcpd_config(Path(path)):
            return read_dhcpd_config(Path(path))
        return load_config(path)
    except DhcpdConfigError as error:
        raise problem(StoreError(f"cannot read {path}", str(error), "correct the file")) from error
    except (DialectError, ConfigError) as error:
        raise problem(StoreError(f"cannot read {path}", str(error), "correct the file")) from error
    except OSError as error:
        raise problem(StoreError(f"cannot read {path}", error.strerror or str(error), "name another file")) from error
