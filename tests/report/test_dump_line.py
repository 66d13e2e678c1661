from __future__ import annotations

from dhcptools.report.dump_line import one_line


def test_columns_and_colour() -> None:
    line = one_line(0, "DHCPACK", "1a", "192.0.2.1", "192.0.2.2", "  lease 1h", False)
    assert line[28:] == "  DHCPACK                    1a  192.0.2.1 > 192.0.2.2              lease 1h\n"[1:]
    painted = one_line(0, "DHCPACK", "1a", "192.0.2.1", "192.0.2.2", "  lease 1h", True)
    assert painted.replace("\x1b[32m", "").replace("\x1b[0m", "") == line
