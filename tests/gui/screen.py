# SPDX-License-Identifier: GPL-2.0-or-later
"""A real Wireshark on a display that nobody sees, and what can be read on it."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws

TOOLS = ("wireshark", "Xvfb", "xdotool", "import", "convert", "tesseract")
SIZE = (1400, 800)
LARGER = 3  # times: what OCR reads well
PATIENCE = 150  # seconds until a window or a text must be there
# Nothing of this concerns labflow: no questions, one size, no panes but the packet list.
PREFERENCES = """\
gui.update.enabled: FALSE
gui.ask_unsaved: FALSE
gui.qt.font_name: {font}
"""
RECENT = """\
privs.warn_if_elevated: FALSE
gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: {width}
gui.geometry_main_height: {height}
column.width: {widths}
{more}"""
LIST_ALONE = "gui.tree_view_show: FALSE\ngui.byte_view_show: FALSE\ngui.packet_list_colorize: FALSE\n"
FONT = "DejaVu Sans Mono,{size},-1,5,50,0,0,0,0,0"


@dataclass(frozen=True)
class Column:
    title: str
    content: str  # as in gui.column.format
    width: int


def field(title, expression, width):
    return Column(title, f"%Cus:{expression}:0:R", width)


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
    """Wireshark with one capture open, with these columns, or with all that the profile of that folder says."""

    def __init__(self, screen, capture, columns, *args, size=13, recent=LIST_ALONE, profile=None):
        self.screen = screen
        self.capture = capture
        self.config = ws.lasting_scratch()
        if profile:
            shutil.copytree(profile, self.config / "profiles" / profile.name)
            font = FONT.format(size=size)
            self.argv = ("-C", profile.name, "-r", capture.path, "-o", f"gui.qt.font_name:{font}", *args)
            return
        widths = ", ".join(f'"{column.content.removesuffix(":0:R")}", "{column.width}"' for column in columns)
        width, height = SIZE
        (self.config / "preferences").write_text(PREFERENCES.format(font=FONT.format(size=size)))
        (self.config / "recent").write_text(RECENT.format(width=width, height=height, widths=widths, more=recent))
        shown = ",".join(f'"{column.title}","{column.content}"' for column in columns)
        self.argv = ("-r", capture.path, "-o", f"gui.column.format:{shown}", *args)

    def __enter__(self):
        env = ws.environment(LABFLOW_CONFIG_DIR=str(self.config), **self.screen)
        said = self.config / "said.txt"
        with said.open("w") as log:
            self.process = subprocess.Popen(
                ws.command("wireshark", *self.argv), env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self.id = self._find()
        except NotShown as why:
            ended = self.process.poll()
            state = "still runs" if ended is None else f"ended with {ended}"
            _end(self.process)
            raise NotShown(f"{why}; wireshark {state} and said: {said.read_text(errors='replace')[-2000:]}") from why
        width, height = map(str, SIZE)
        # There is no window manager to do it.
        self.xdotool("windowmove", self.id, "0", "0", "windowsize", self.id, width, height, "windowfocus", self.id)
        self.park_mouse()
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

    def park_mouse(self):
        """What the mouse hovers over is drawn in another colour."""
        self.xdotool("mousemove", *(str(length - 1) for length in SIZE))

    def type(self, text):
        self.xdotool("type", "--delay", "30", text)

    def keys(self, *names):
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)
            time.sleep(0.2)

    def shoot(self, path):
        env = ws.environment(**self.screen)
        subprocess.run(["import", "-window", "root", str(path)], env=env, check=True)

    def read(self, path, part=(*SIZE, 0, 0)):
        """The words on (a part of) the screen, a line each; the picture stays at `path`."""
        return self._recognise(path, part=part)

    def click(self, word, path, part=(*SIZE, 0, 0)):
        """Clicks on the last place where the word stands; `part` of the screen: width, height, left and top."""
        places = self.places(word, path, part)
        if not places:
            raise NotShown(f"{word} is not on the screen")
        self.click_at(places[-1])

    def click_at(self, place):
        self.xdotool("mousemove", *map(str, place), "click", "1")
        time.sleep(0.5)

    def places(self, word, path, part=(*SIZE, 0, 0)):
        """The middle of each place where the word stands, line by line."""
        table = (line.split("\t") for line in self._recognise(path, "tsv", part=part).splitlines())
        boxes = [map(int, cells[6:10]) for cells in table if word in cells[-1]]
        middles = [(left + width // 2, top + height // 2) for left, top, width, height in boxes]
        return [tuple(number // LARGER + corner for number, corner in zip(middle, part[2:])) for middle in middles]

    def dialog(self, name, part):
        """Another window of the program, once it is there: moved to that part of the screen, and listening."""
        found = wait(lambda: self.xdotool("search", "--onlyvisible", "--name", name).split()[-1:], name)[0]
        width, height, left, top = map(str, part)
        self.xdotool("windowmove", found, left, top, "windowsize", found, width, height, "windowfocus", found)
        self.park_mouse()
        return found

    def _recognise(self, path, *form, part=(*SIZE, 0, 0)):
        self.shoot(path)
        with ws.scratch() as folder:
            large = folder / "large.png"
            crop = "{}x{}+{}+{}".format(*part)
            larger = ("-colorspace", "Gray", "-resize", f"{LARGER * 100}%")
            subprocess.run(["convert", path, "-crop", crop, "+repage", *larger, large], check=True)
            done = subprocess.run(
                ["tesseract", large, "-", "--psm", "6", *form], capture_output=True, text=True, check=True,
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
