"""The reference DHCP server: engines without I/O, and the adapters around them."""
