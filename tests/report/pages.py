# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as a page: valid HTML that is well-formed XML too, and drawn by a browser with what it must show."""

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import captures
import ws
from tally import Tally

PICTURES = ws.BUILD / "report"
SVG = "{http://www.w3.org/2000/svg}"
BROWSER = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
BROWSER += ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars")
SEEN = {  # capture -> words of its ladder that are read from the picture
    "http-curl-nginx": ("SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "CLOSE-WAIT", "TIME-WAIT", "handshake", "teardown"),
    "close-simultaneous": ("CLOSING", "FIN-WAIT-1", "TIME-WAIT"),
}


def page_of(capture, language):
    return ws.tshark("-q", "-n", "-o", f"labflow.language:{language}", "-z", "labflow,report,html", "-r", capture.path)


def tidy(page):
    """What HTML Tidy has to say, errors and warnings."""
    done = subprocess.run(["tidy", "-q", "-e", "-utf8"], input=page.encode(), capture_output=True, check=False)
    return done.stderr.decode().splitlines()


def is_alone(page):
    for found in re.finditer(r"<(script|link|img|iframe|object|embed|base)\b|\b(src|href)=|url\(|@import", page):
        yield f"reaches out of the page: {found[0]}"


def draws(root):
    drawings = list(root.iter(f"{SVG}svg"))
    if not drawings:
        yield "no drawing"
    for drawing in drawings:
        if drawing.get("role") != "img" or drawing.find(f"{SVG}title") is None:
            yield "a drawing without role and title"


def check_page(capture, language):
    done = page_of(capture, language)
    complaints = [f"{done}: {line}" for line in done.err.splitlines()]
    complaints += tidy(done.out) + list(is_alone(done.out))
    try:
        complaints += draws(ElementTree.fromstring(done.out.partition("\n")[2]))
    except ElementTree.ParseError as why:
        complaints.append(f"not well-formed: {why}")
    return complaints


def draw(page, picture):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        words = ("chromium", *BROWSER, f"--user-data-dir={folder}/profile", "--force-device-scale-factor=2")
        words += ("--window-size=1400,4200", f"--screenshot={picture}", path.as_uri())
        done = subprocess.run(words, capture_output=True, timeout=120, check=False)
    return [] if picture.exists() else [f"no picture: {done.stderr.decode()[-300:]}"]


def check_picture(capture, words):
    picture = PICTURES / f"{capture.name}.png"
    picture.unlink(missing_ok=True)
    complaints = draw(page_of(capture, "en").out, picture)
    if complaints:
        return complaints
    read = subprocess.run(["tesseract", picture, "-", "--psm", "11"], capture_output=True, check=True).stdout.decode()
    return [f"{word} is not to be read in {picture}" for word in words if word not in read]


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "tidy")):
        return tally.close()
    real = captures.real()
    for capture in real:
        tally.check(f"page of {capture.name}", check_page(capture, "zh" if capture.name < "h" else "en"))
    if shutil.which("chromium") and shutil.which("tesseract"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for capture in real:
            if capture.name in SEEN:
                tally.check(f"picture of {capture.name}", check_picture(capture, SEEN[capture.name]))
        print(f"pictures: {PICTURES}")
    else:
        tally.skip("pictures", "chromium or tesseract is not installed")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
