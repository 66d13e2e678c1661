from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from dhcptools.kea.dialect import parse
from support.command import dhcptool

SCHEMA = Path(__file__).resolve().parents[2] / "dhcptools" / "schemas" / "init-1.schema.json"


def test_the_templates_are_listed(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "init")
    assert done.returncode == 0
    assert done.stdout.startswith("single ")
    listed = json.loads(dhcptool(tmp_path, "init", "--json").stdout)
    jsonschema.validate(listed, json.loads(SCHEMA.read_text()))
    assert [each["name"] for each in listed["templates"]] == [line.split()[0] for line in done.stdout.splitlines()]


def test_one_file_goes_to_stdout(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "init", "single", "--subnet", "10.0.0.0/24", "-i", "eth9", "--target", "2.2")
    assert (done.returncode, done.stderr) == (0, "")
    body = parse(done.stdout.encode()).root.plain()
    assert isinstance(body, dict)
    assert body["Dhcp4"]["interfaces-config"] == {"interfaces": ["eth9"]}  # type: ignore[index,call-overload]
    assert "control-socket" in body["Dhcp4"]  # type: ignore[operator]


def test_several_files_need_a_directory_and_spare_what_is_there(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "init", "ha-tls", "--target", "3.0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--output" in done.stderr
    folder = tmp_path / "conf"
    done = dhcptool(tmp_path, "init", "ha-tls", "--target", "3.0", "--output", str(folder))
    assert (done.returncode, done.stdout) == (0, "")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*.conf"))
    assert list(map(str, files)) == ["server1/kea-dhcp4.conf", "server2/kea-dhcp4.conf"]
    before = (folder / files[0]).read_text()
    (folder / files[1]).unlink()
    done = dhcptool(tmp_path, "init", "ha-hot-standby", "--output", str(folder))
    assert done.returncode == 4
    assert "exists already" in done.stderr
    assert (folder / files[0]).read_text() == before
    assert not (folder / files[1]).exists()
    assert dhcptool(tmp_path, "init", "ha-hot-standby", "--output", str(folder), "--force").returncode == 0
    assert (folder / files[0]).read_text() != before


def test_a_key_is_new_each_time_or_of_a_file(tmp_path: Path) -> None:
    def secret(*more: str) -> str:
        done = dhcptool(tmp_path, "init", "ddns", "--target", "3.0", "--json", *more)
        document = json.loads(done.stdout)
        jsonschema.validate(document, json.loads(SCHEMA.read_text()))
        text = next(each["text"] for each in document["files"] if each["name"] == "kea-dhcp-ddns.conf")
        body = parse(text.encode()).root.plain()
        return str(body["DhcpDdns"]["tsig-keys"][0]["secret"])  # type: ignore[index,call-overload]

    assert secret() != secret()
    kept = tmp_path / "key"
    kept.write_text("c2VjcmV0IG9mIHRoZSB0ZXN0IHdpdGggMzIgb2N0ZXRz\n")
    assert secret("--tsig-secret-file", str(kept)) == "c2VjcmV0IG9mIHRoZSB0ZXN0IHdpdGggMzIgb2N0ZXRz"
    folder = tmp_path / "conf"
    dhcptool(tmp_path, "init", "ddns", "--output", str(folder))
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"kea-dhcp4.conf": 0o644, "kea-dhcp-ddns.conf": 0o640}


def test_what_cannot_be(tmp_path: Path) -> None:
    for arguments, text in (
        (("double",), "is none of single"),
        (("single", "--target", "1.8"), "1.8"),
        (("single", "--router", "10.0.0.1"), "clients reach only a router in their own subnet"),
    ):
        done = dhcptool(tmp_path, "init", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert text in done.stderr
    done = dhcptool(tmp_path, "init", "ddns", "--tsig-secret-file", str(tmp_path / "nosuch"), "--output", str(tmp_path))
    assert done.returncode == 4
    assert "cannot read" in done.stderr
