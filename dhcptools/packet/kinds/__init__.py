"""Value formats: one kind knows how to decode, encode, parse and print one of them."""
