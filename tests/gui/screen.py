# SPDX-License-Identifier: GPL-2.0-or-later
"""A real Wireshark on a display that nobody sees, and what can be read on it."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws

TOOLS = ("wireshark", "Xvfb", "xdotool", "import", "convert", "tesseract")
SIZE = (1400, 800)
PATIENCE = 40  # seconds until a window or a text must be there
# One line a preference; nothing of it concerns labflow.
PREFERENCES = """\
gui.update.enabled: FALSE
gui.ask_unsaved: FALSE
gui.geometry.save.position: FALSE
gui.geometry.save.size: FALSE
gui.qt.font_name: {font}
"""
FONT = "DejaVu Sans Mono,11,-1,5,50,0,0,0,0,0"


class NotShown(Exception):
    """Something did not come up on the display in time."""


@contextlib.contextmanager
def display():
    """Xvfb on a free display, as an environment for programs."""
    width, height = SIZE
    out, into = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(into), "-screen", "0", f"{width}x{height}x24", "-ac", "-nolisten", "tcp"],
        pass_fds=[into], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.close(into)
    try:
        with os.fdopen(out) as number:
            yield {"DISPLAY": f":{number.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        _end(server)


class Window:
    """Wireshark with one capture open."""

    def __init__(self, screen, capture, *args, columns=(), font=FONT):
        self.screen = screen
        self.config = ws.lasting_scratch()
        (self.config / "preferences").write_text(PREFERENCES.format(font=font))
        format_ = ",".join(f'"{title}","{cell}"' for title, cell in columns)
        more = ("-o", f"gui.column.format:{format_}") if columns else ()
        self.capture = capture
        self.argv = ("-r", capture.path, *more, *args)

    def __enter__(self):
        env = ws.environment(LABFLOW_CONFIG_DIR=str(self.config), **self.screen)
        self.process = subprocess.Popen(
            ws.command("wireshark", *self.argv), env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            self.id = self._find()
        except NotShown:
            _end(self.process)
            raise
        width, height = map(str, SIZE)
        self.xdotool("windowmove", self.id, "0", "0", "windowsize", self.id, width, height, "windowfocus", self.id)
        return self

    def __exit__(self, *_):
        _end(self.process)

    def _find(self):
        """The main window bears the name of the file once that is open."""
        return wait(lambda: self.xdotool("search", "--onlyvisible", "--name", self.capture.path.name).split()[-1:], "a window")[0]

    def xdotool(self, *words):
        done = subprocess.run(
            ["xdotool", *words], env=ws.environment(**self.screen), capture_output=True, text=True, check=False
        )
        return done.stdout

    def type(self, text):
        self.xdotool("type", "--delay", "30", text)

    def keys(self, *names):
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)
            time.sleep(0.2)

    def shoot(self, path):
        env = ws.environment(**self.screen)
        subprocess.run(["import", "-window", "root", str(path)], env=env, check=True)

    def read(self, path):
        """The words on the screen, a line each; the picture stays at `path`."""
        self.shoot(path)
        with ws.scratch() as folder:
            large = folder / "large.png"
            subprocess.run(["convert", path, "-colorspace", "Gray", "-resize", "300%", large], check=True)
            done = subprocess.run(
                ["tesseract", large, "-", "--psm", "6"], capture_output=True, text=True, check=True,
                env=dict(os.environ, OMP_THREAD_LIMIT="1"),
            )
        return done.stdout


def wait(look, what, patience=PATIENCE):
    """What `look` gives as soon as that is anything at all."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise NotShown(f"{what} did not come up within {patience} seconds")


def _end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
