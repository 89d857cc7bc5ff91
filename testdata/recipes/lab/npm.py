# SPDX-License-Identifier: GPL-2.0-or-later
"""Packages from npm's registry, in exactly the version that a recipe names.

A recipe has no network: it asks for its packages before the lab begins. They stay in root's cache, so that the
next run needs no network at all.
"""

import os
import pathlib
import subprocess
import tempfile

_QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]


def install(*packages):
    """The folder that holds node_modules with these packages, each as NAME@VERSION."""
    # Not $HOME: sudo may keep the user's, and within the lab there is none.
    cache = pathlib.Path("~root").expanduser() / ".cache" / "labflow"
    folder = cache / "+".join(packages).replace("/", "-")
    if os.geteuid() == 0 and not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as unfinished:
            fresh = pathlib.Path(unfinished) / "project"
            fresh.mkdir()
            subprocess.run(["npm", "install", *_QUIET, "--prefix", fresh, *packages], check=True,
                           env={**os.environ, "HOME": unfinished})
            fresh.rename(folder)
    return folder
