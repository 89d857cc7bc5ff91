# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs Wireshark's tools with the freshly built plugin alone, or without it, through tests/tools/ws."""

import atexit
import contextlib
import functools
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNNER = ROOT / "tests" / "tools" / "ws"
BUILD = Path(os.environ.get("LABFLOW_BUILD", ROOT / "build")).resolve()
JOBS = int(os.environ.get("LABFLOW_JOBS", os.cpu_count() or 1))
TIMED_OUT = "no end"
# Named, so that no folder goes where a child process of Python's forgets what is to be done at the end.
LASTING = contextlib.ExitStack()
atexit.register(LASTING.close)


@dataclass(frozen=True)
class Run:
    argv: tuple
    code: object  # exit code, or TIMED_OUT
    out: str
    err: str

    def __str__(self):
        return f"{shlex.join(self.argv)} (exit {self.code})"


def environment(plugin=True, **more):
    side = "on" if plugin else "off"
    ours = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "LABFLOW_BUILD": str(BUILD), "LABFLOW_PLUGIN": side}
    return os.environ | ours | more


def command(tool, *args):
    return [str(RUNNER), tool, *map(str, args)]


def run(tool, *args, plugin=True, timeout=120, stdin=None, env=None):
    """One finished run of a tool; stdin is text or None. Bytes that are not UTF-8 come as U+FFFD."""
    argv = command(tool, *args)
    shown = (tool, *map(str, args))
    try:
        done = subprocess.run(
            argv,
            input=None if stdin is None else stdin.encode(),
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            timeout=timeout,
            env=environment(plugin, **(env or {})),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return Run(shown, TIMED_OUT, _text(late.stdout), _text(late.stderr))
    return Run(shown, done.returncode, _text(done.stdout), _text(done.stderr))


def tshark(*args, **options):
    return run("tshark", *args, **options)


def _text(data):
    return (data or b"").decode("utf-8", "replace")


def number(version):
    """A version's major and minor number, of "4.4" or "4.4.18"."""
    return tuple(int(part) for part in version.split(".")[:2])


@functools.cache
def version():
    """Major and minor number of the tshark that is run."""
    return number(re.search(r"TShark\D* (\d+\.\d+)", tshark("--version").out)[1])


def missing(*tools):
    """What stops the tools from being run with the plugin, a line each."""
    lines = [f"{tool} is not installed" for tool in tools if not shutil.which(tool)]
    if not lines:
        trial = tshark("--version")
        lines += trial.err.splitlines() if trial.code != 0 else []
    return lines


@contextlib.contextmanager
def scratch():
    """A folder for one test's files. Tools may run as another user than this script: both may enter."""
    with tempfile.TemporaryDirectory(prefix="labflow-") as folder:
        path = Path(folder)
        path.chmod(0o777)
        yield path


def lasting_scratch():
    """Such a folder that lasts until the script ends."""
    return LASTING.enter_context(scratch())
