# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a recipe in namespaces of its own: whatever it starts or sets up ends with it."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

INSIDE = "LABFLOW_RECIPE_SANDBOX"
NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts"]
NETNS = "/run/netns"
TIME_LIMIT = 90


def enter():
    """Re-executes the recipe inside the namespaces; returns once it runs there."""
    if INSIDE not in os.environ:
        if os.geteuid() != 0:
            sys.exit("a recipe makes network namespaces: run it as root")
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            INSIDE: "1",
        }
        os.execvpe("unshare", ["unshare", *NAMESPACES, sys.executable, *sys.argv], environment)
    # The first process of a PID namespace ignores a signal that it has no handler for.
    signal.signal(signal.SIGALRM, _too_long)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.alarm(TIME_LIMIT)
    subprocess.run(["hostname", "lab"], check=True)
    os.makedirs(NETNS, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "netns", NETNS], check=True)


def scratch():
    """A directory on the file system that goes away with the mount namespace."""
    return pathlib.Path(tempfile.mkdtemp(prefix="recipe-", dir=NETNS))


def replace_file(path, other, content):
    """In this mount namespace a file of the machine has another content."""
    other.write_text(content)
    subprocess.run(["mount", "--bind", other, os.path.realpath(path)], check=True)


def _too_long(*_):
    raise TimeoutError(f"the recipe took more than {TIME_LIMIT} s")
