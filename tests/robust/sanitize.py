# SPDX-License-Identifier: GPL-2.0-or-later
"""AddressSanitizer and UndefinedBehaviorSanitizer over all of testdata and damaged copies of it.

Builds the plugin a second time, in a folder of its own. Wireshark itself is not instrumented, so the
sanitizers' libraries are loaded first and leaks, most of which would be Wireshark's, are left to memcheck.py."""

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import captures
import damage
import sweep
import ws
from sharkd import Broken
from tally import Tally

TREE = ws.BUILD / "sanitize"
FOUND = re.compile(r"AddressSanitizer|runtime error|LeakSanitizer")
BATCH = 8  # captures in one sharkd
MODES = (("-V",), ("-2", "-V"), ("-o", "labflow.language:zh", "-T", "json"))
# ws tries the plugin in a tshark without the libraries before it runs anything: verify_asan_link_order.
OPTIONS = "detect_leaks=0:verify_asan_link_order=0:abort_on_error=0:exitcode=99"


def build():
    """Complaints; none where the instrumented plugin is there."""
    for words in (
        ["cmake", "-S", ws.ROOT, "-B", TREE, "-DLABFLOW_SANITIZE=ON", "-DLABFLOW_TESTS=OFF"],
        ["cmake", "--build", TREE, "--parallel", str(ws.JOBS)],
    ):
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return [f"{' '.join(map(str, words))}: exit {done.returncode}", *(done.stdout + done.stderr).splitlines()[-15:]]
    plugin = TREE / "plugin" / "labflow.so"
    return [] if b"__asan_report" in plugin.read_bytes() else [f"{plugin} is not instrumented"]


def environment():
    compiler = os.environ.get("CC", "cc")
    libraries = [_library(compiler, name) for name in ("libasan.so", "libubsan.so")]
    return {
        "LABFLOW_BUILD": str(TREE),
        "LABFLOW_WRAP": f"env LD_PRELOAD={':'.join(libraries)}",
        "ASAN_OPTIONS": OPTIONS,
        "UBSAN_OPTIONS": "print_stacktrace=1",
        # Wireshark's own allocators would hide single blocks from the sanitizer.
        "WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple",
    }


def _library(compiler, name):
    path = subprocess.run([compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True)
    return str(Path(path.stdout.strip()).resolve())


def of_run(run):
    if run.code == 0 and not FOUND.search(run.err):
        return []
    return [str(run), *run.err.splitlines()[:40]]


def by_tshark(capture, mode, env):
    return of_run(ws.tshark("-r", capture.path, *mode, env=env, timeout=500))


def by_sharkd(batch, seed, env):
    """The captures themselves and damaged copies, all in one process."""
    with ws.scratch() as folder:
        paths = [capture.path for capture in batch]
        for capture in batch:
            copies = [
                *damage.snapped(capture, damage.SNAPS, folder),
                *damage.flipped(capture, [seed], folder),
                *damage.cut(capture, damage.some_lengths(capture, 3, seed), folder),
            ]
            paths += [copy.path for copy in copies]
        try:
            return of_run(sweep.session(paths, seed, env=env)[0])
        except Broken as why:
            return [why]


def main():
    parser = argparse.ArgumentParser(description="AddressSanitizer over all of testdata.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"sanitize: --seed {options.seed}")
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "sharkd", "editcap", "mergecap", "cmake")):
        return tally.close()
    found = captures.chosen(captures.OWN)
    if not tally.check(f"{len(found)} captures", [] if found else ["there are none"]):
        return tally.close()
    if not tally.check("instrumented build", build()):
        return tally.close()
    env = environment()
    batches = [found[i : i + BATCH] for i in range(0, len(found), BATCH)]
    merged = [captures.merged(f"all {name} captures in one", captures.chosen([name])) for name in captures.OWN]
    runs = [(capture, mode) for capture in merged for mode in MODES]
    with ThreadPoolExecutor(ws.JOBS) as pool:
        for (capture, mode), lines in zip(runs, pool.map(lambda run: by_tshark(*run, env), runs)):
            tally.check(f"{capture.name}: tshark {' '.join(mode)}", lines)
        sweeps = pool.map(lambda batch: by_sharkd(batch, options.seed, env), batches)
        for batch, lines in zip(batches, sweeps):
            tally.check(f"{batch[0].name} to {batch[-1].name}, with damaged copies: sharkd", lines)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
