# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures of docs/tutorial.md and docs/tutorial.zh.md: tutorial.py [FOLDER]

Sentences in Chinese want a font that has them, as Debian's fonts-wqy-microhei."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import screen

for folder in ("golden", "report"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))

import captures
import pages
import ws

PROFILE = ws.ROOT / "plugin" / "profile" / "labflow"
CAPTURE = captures.Capture("python-http-1-0", captures.TESTDATA / "labs" / "python-http-1-0.pcap")
FOLDER = ws.ROOT / "docs" / "tutorial"
LANGUAGES = {"en": "", "zh": ".zh"}  # and what a picture's name has for it
DETAILS = 205  # where they begin, in the pictures in which something is unfolded
LOWER = (screen.SIZE[0], screen.SIZE[1] - DETAILS, 0, DETAILS)
REPORT = "2800x1640+0+0"  # at twice the size
SMALL = ("+dither", "-colors", "64", "-depth", "8", "-define", "png:compression-level=9")


@dataclass(frozen=True)
class Shot:
    name: str
    filter: str
    frame: int
    height: int  # of the packet list
    unfolded: tuple = ()  # words in the details


SHOTS = (
    Shot("list", "", 1, 570),
    Shot("handshake", 'labflow.phase == "handshake"', 2, 170, ("TCP", "Acknowledgement")),
    Shot("exchange", "labflow.http.phase", 11, 130, ("exchanges",)),
    Shot("teardown", 'labflow.phase == "teardown" || labflow.phase == "reset"', 14, 170, ("TCP", "Acknowledgement")),
)


def opened(display, shot, language):
    """The window, with the details as wide as it is: students need no octets."""
    words = ("-Y", shot.filter) if shot.filter else ()
    words += ("-g", str(shot.frame), "-o", f"labflow.language:{language}")
    window = screen.Window(display, CAPTURE, (), *words, size=10, profile=PROFILE)
    with (window.config / "profiles" / PROFILE.name / "recent").open("a") as recent:
        recent.write(f"gui.byte_view_show: FALSE\ngui.geometry_main_upper_pane: {shot.height}\n")
    return window


def unfold(window, word, out):
    window.click(word, out, LOWER)
    window.keys("Right")
    window.park_mouse()


def take(display, shot, language, out):
    with opened(display, shot, language) as window:
        sign = "LabFlow" if shot.unfolded else "Displayed"
        screen.wait(lambda: sign in window.read(out, LOWER), sign)
        for word in shot.unfolded:
            unfold(window, word, out)
        time.sleep(1)
        window.shoot(out)
    subprocess.run(["convert", out, *SMALL, out], check=True)


def draw_report(language, out):
    """The beginning of the page that -z labflow,report,html prints, in a browser."""
    complaints = pages.draw(pages.page_of(CAPTURE, language).out, out)
    if complaints:
        sys.exit("\n".join(complaints))
    subprocess.run(["convert", out, "-crop", REPORT, "+repage", "-resize", "50%", *SMALL, out], check=True)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with screen.display() as display:
        for shot in SHOTS:
            for language, part in LANGUAGES.items() if shot.unfolded else [("en", "")]:
                take(display, shot, language, folder / f"{shot.name}{part}.png")
    for language, part in LANGUAGES.items():
        draw_report(language, folder / f"report{part}.png")


if __name__ == "__main__":
    main()
