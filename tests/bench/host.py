# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark and sharkd with one plugin or with none, and tells what a run cost.

The plugin is staged here and not by tests/tools/ws so that nothing but the tool itself is timed.
WIRESHARK_PLUGIN_DIR replaces the folder of the system's plugins, so neither side loads those.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass

NOBODY = "65534"


class RunFailed(Exception):
    pass


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # octets of resident memory
    out: str  # standard output, if it was kept
    errors: str


class Host:
    """A context manager; `plugin` is the path of the shared object that `on` runs load."""

    def __init__(self, plugin):
        self.plugin = pathlib.Path(plugin)
        self.version = tshark_version()

    def __enter__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="labflow-bench-", dir="/tmp"))
        self.scratch.chmod(0o755)
        on = self.scratch / "on" / ".".join(self.version.split(".")[:2]) / "epan"
        on.mkdir(parents=True)
        (self.scratch / "off").mkdir()
        shutil.copy(self.plugin, on)
        (on / self.plugin.name).chmod(0o755)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.scratch)

    def run(self, command, on, stdin=b"", keep=False, wrap=()):
        """Runs a command that must succeed; its standard output goes nowhere unless kept."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, \
                tempfile.TemporaryFile() as errors:
            given.write(stdin)
            given.seek(0)
            began = time.monotonic()
            process = subprocess.Popen(
                [*unprivileged(), *wrap, *command], env=self.environment(on), stdin=given,
                stdout=out if keep else subprocess.DEVNULL, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            result = Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
                         text(out), text(errors))
        if process.returncode:
            raise RunFailed(f"{' '.join(command)}: exit status {process.returncode}\n"
                            f"{result.errors}")
        return result

    def check(self):
        """Both sides are what they claim to be: else the benchmark compares a thing with itself."""
        for on in (True, False):
            listing = self.run(["tshark", "-G", "plugins"], on, keep=True)
            if (self.plugin.name in listing.out) != on:
                raise RunFailed(f"{self.plugin.name} is {'not' if on else 'still'} loaded when it "
                                f"is switched {'on' if on else 'off'}\n{listing.errors}")

    def environment(self, on):
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**kept, "HOME": str(self.scratch), "TZ": "UTC",
                "WIRESHARK_CONFIG_DIR": str(self.scratch / "config"),
                "WIRESHARK_PLUGIN_DIR": str(self.scratch / ("on" if on else "off"))}


def text(file):
    file.seek(0)
    return file.read().decode(errors="replace")


def unprivileged():
    """As root, Wireshark ignores WIRESHARK_PLUGIN_DIR: become nobody, who may still read the
    captures wherever the checkout is."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
            "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]


def tshark_version():
    said = subprocess.run(["tshark", "--version"], capture_output=True, text=True, check=True)
    return re.search(r"\d+\.\d+\.\d+", said.stdout).group()
