"""dhcptools: one packet library and one command, ``dhcptool``, for people who run or write DHCP servers."""

__version__ = "0.1.0"
