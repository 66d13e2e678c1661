from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dhcptools.measure.result import Run, Verdict
from dhcptools.report.perf_html import page
from support.peers import need
from support.perf_runs import dora, exchange, run, timed

VOID = {"meta"}


class Reader(HTMLParser):
    """Collects tags and text, and checks that every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


RUNS = {
    "whole": timed(5, 200, lost=3),
    "no seconds": dora(),
    "one second": timed(1, 50),
    "silence": run(exchange("discover_offer", [], lost=3), exchange("request_ack", []), rate_pps=None, duration_s=0.0),
    "two-way v6": run(exchange("solicit_advertise", [1.0]), family=6),
    "empty": run(),
}


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS.keys())
def test_a_page_is_well_formed_and_needs_nothing_else(made: Run) -> None:
    text = page(made, passed=False)
    read = Reader(text)
    assert read.open == []
    names = {tag for tag, _ in read.tags}
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert not any({"src", "href", "style"} & set(attributes) for _, attributes in read.tags)
    assert not any(key.startswith("on") for _, attributes in read.tags for key in attributes)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_plots_tables_and_words_are_there() -> None:
    made = timed(5, 200, lost=3)
    made.thresholds = [Verdict("lost<1%", 1.5, ok=False)]
    made.malformed = 7
    read = Reader(page(made, passed=False))
    words = " ".join(read.words)
    for wanted in ("Rate over time", "Failures over time", "Latency over time, REQUEST-ACK", "Latency by percentile",
                   "lost<1%", "missed", "failed", "1,000", "985", "30 lost", "99.9 %", "200 a second"):  # fmt: skip
        assert wanted in words
    charts = [attributes for tag, attributes in read.tags if attributes.get("role") == "img"]
    assert len(charts) == 5
    assert words.count("DISCOVER-OFFER sent from 200 to 200 a second") == 1
    assert [attributes.get("scope") for tag, attributes in read.tags if tag == "th"].count("row") > 15


def test_what_comes_from_elsewhere_is_escaped() -> None:
    evil = '<script>alert("1")</script>&\x1b[31m'
    made = timed(2, 50)
    made.servers = {evil: 3}
    made.stopped_by = evil
    made.thresholds = [Verdict(evil, None, ok=False)]
    text = page(made, passed=True)
    assert "<script" not in text
    assert "\x1b" not in text
    assert text.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\\x1b[31m") == 3


def test_a_late_run_says_so() -> None:
    text = page(dora(behind=5, max_behind_s=0.5), passed=True)
    assert "fell behind by 5 packets" in text
    assert "passed" in text


def test_a_browser_shows_it(tmp_path: Path) -> None:
    need("chromium")
    path = tmp_path / "run.html"
    path.write_text(page(timed(8, 500, lost=2), passed=True), "utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
               "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
               f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1040,1200")  # fmt: skip
    picture = tmp_path / "page.png"
    command = ["chromium", *options, f"--screenshot={picture}", "--dump-dom", "--enable-logging=stderr", path.as_uri()]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.count("<svg") > 5
    assert not re.findall(r"CONSOLE.*|Refused to.*", ran.stderr)
    drawn = picture.read_bytes() if picture.exists() else b""
    if not drawn:  # some versions do one or the other
        subprocess.run([*command[:-3], path.as_uri()], capture_output=True, timeout=60, check=True)
        drawn = picture.read_bytes()
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20]) == 1040
    assert len(drawn) > 40_000  # an empty page is a tenth of that


def test_the_shape_of_the_load_is_among_what_was_asked() -> None:
    made = dora()
    made.configured = replace(
        made.configured, rate_pps=None, stages=((5.0, 500.0), (60.0, 5000.0)), ramp=True, processes=2,
        mix=(("dora", 70.0), ("renew", 30.0)), retransmit=True, interface="eth0", vlan=7,
    )  # fmt: skip  # by name
    words = " ".join(Reader(page(made, passed=True)).words)
    assert "5 s straight to 500 a second, 60 s straight to 5000 a second" in words
    for row in ("mix dora 70, renew 30", "retransmission as clients do", "processes 2", "frames on eth0, VLAN 7"):
        assert row in words
    made.configured = replace(made.configured, stages=(), ramp=False, window=64)
    assert "as fast as answers come, 64 open at any time" in " ".join(Reader(page(made, passed=True)).words)
