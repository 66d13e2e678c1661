from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.files import check_place, give, replace_file, replace_octets


def test_a_file_is_replaced_whole_and_readable(tmp_path: Path) -> None:
    target = tmp_path / "dhcp.prom"
    target.write_text("old")
    with target.open() as reader:
        replace_file(str(target), "new\n")
        assert reader.read() == "old"  # whoever had it open keeps it
    assert target.read_text() == "new\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="No such file"):
        replace_file(str(tmp_path / "absent" / "file"), "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ProblemError, match="cannot write"):
        replace_file(str(tmp_path / "folder"), "x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_octets_replace_a_file_behind_a_link_and_keep_its_mode(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    replace_octets(str(link), b"\xffnew")
    assert link.is_symlink()
    assert target.read_bytes() == b"\xffnew"
    assert target.stat().st_mode & 0o777 == 0o600
    replace_octets(str(tmp_path / "fresh"), b"x")
    assert (tmp_path / "fresh").read_bytes() == b"x"
    with pytest.raises(ProblemError, match="cannot write"):
        replace_octets("/no-such/folder/file", b"")


def test_a_file_of_others_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def chown(place: object, user: int, group: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    target = tmp_path / "kea.conf"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "chown", chown)
    replace_octets(str(target), b"own")
    assert target.read_bytes() == b"own"
    with pytest.raises(ProblemError, match="cannot write"):
        give(target, os.getuid() + 1, os.getgid(), str(target))


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    replace_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    replace_file(str(pipe), "new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_full_device_is_explained() -> None:
    with pytest.raises(ProblemError, match="cannot write /dev/full"):
        replace_file("/dev/full", "x")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_place_is_tried_before_it_is_needed(tmp_path: Path) -> None:
    check_place(str(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []
    for path, why in ((str(tmp_path / "absent" / "file"), "No such file"), (str(tmp_path), "directory"), ("", "name")):
        with pytest.raises(ProblemError, match=why):
            check_place(path)
