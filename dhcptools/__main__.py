"""``python -m dhcptools``: the same as ``dhcptool``."""

from dhcptools.cli.main import script

if __name__ == "__main__":
    script()
