"""Wire formats of DHCPv4 and DHCPv6: no I/O, no clock, no random, standard library only."""
