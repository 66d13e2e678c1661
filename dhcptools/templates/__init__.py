"""Configurations to start from: whole files for Kea, made for one version and a user's own addresses.

``catalogue`` names the templates and the function that makes the files of each; ``pieces`` holds what several have in
common and what differs between versions; ``text`` writes a tree in Kea's dialect, with comments.
"""
