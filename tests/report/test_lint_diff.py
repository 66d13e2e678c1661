from __future__ import annotations

from dhcptools.report.lint_diff import patch


def test_a_patch_in_octets() -> None:
    made = patch("k.json", b"a\n\xff\nc", b"a\nb\nc")
    assert made == b"--- k.json\n+++ k.json\n@@ -1,3 +1,3 @@\n a\n-\xff\n+b\n c\n\\ No newline at end of file\n"
    assert patch("k", b"a", b"a") == b""
