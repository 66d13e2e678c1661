"""Packets of captures and links, decoded for people and scripts."""
