# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzing with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer.

Builds the fuzzers with clang in build/fuzz, replays the inputs in tests/fuzz/corpus, then makes up new
ones for as long as --minutes says, shared out among the targets. What was found lies in
build/fuzz/findings, what was learnt in build/fuzz/work, and each run has a line in build/fuzz/runs.tsv:
--total adds them up. --keep writes the smallest inputs that reach what is reached to tests/fuzz/corpus."""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws
from tally import SKIPPED, Tally

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
REAL = ws.ROOT / "testdata" / "real"  # what the long runs on captures begin with, too
TREE = ws.BUILD / "fuzz"
WORK = TREE / "work"
FINDINGS = TREE / "findings"
RUNS = TREE / "runs.tsv"
ONE_INPUT = 120  # seconds on the clock; an input that takes longer is a finding
KEPT = 40_000  # octets of each target's corpus in the repository
SHORT = 8  # seconds for each target with --ci
SAID = re.compile(r"FOUND|runtime error|ERROR|SUMMARY|ALARM|    #\d+ .*(?:plugin|tests)/")


@dataclass(frozen=True)
class Target:
    name: str
    longest: int  # octets of an input
    dictionary: str = ""
    whole: bool = False  # Wireshark is in it, whose leaks are not looked for, and prints reports

    def program(self):
        return TREE / "tests" / "fuzz" / f"fuzz_{self.name}"

    def command(self):
        words = [self.program(), f"-max_len={self.longest}", f"-timeout={ONE_INPUT}", "-report_slow_units=60"]
        words += ["-rss_limit_mb=4096"]
        words += [f"-dict={HERE / self.dictionary}"] if self.dictionary else []
        return words + (["-close_fd_mask=1", "-detect_leaks=0"] if self.whole else [])


TARGETS = (
    Target("segments", 1200),
    Target("http", 2500, "http.dict"),
    Target("pieces", 1500, "http.dict"),
    Target("http2", 1500, "http2.dict"),
    Target("head", 2000, "http.dict"),
    Target("capture", 8000, "http.dict", whole=True),
)


@dataclass(frozen=True)
class Run:
    target: Target
    code: int
    seconds: float  # of CPU, the process and what it started
    out: str

    def executions(self):
        told = re.findall(r"stat::number_of_executed_units:\s*(\d+)", self.out)
        return int(told[-1]) if told else 0

    def complaints(self):
        if self.code == 0:
            return []
        lines = [line for line in self.out.splitlines() if SAID.search(line)]
        return [f"exit {self.code}", *lines] or self.out.splitlines()[-10:]


def compiler():
    """clang, if it has libFuzzer's library; None."""
    for name in ("clang-14", "clang"):
        path = shutil.which(name)
        if not path:
            continue
        asked = subprocess.run([path, "-print-runtime-dir"], capture_output=True, text=True, check=False)
        if list(Path(asked.stdout.strip()).glob("libclang_rt.fuzzer*")):
            return path
    return None


def build(clang, targets):
    """Complaints; none where the fuzzers are there."""
    flags = ["-DLABFLOW_FUZZ=ON", "-DLABFLOW_SANITIZE=ON", "-DLABFLOW_TESTS=OFF"]
    names = [f"fuzz_{target.name}" for target in targets]
    for words in (
        ["cmake", "-S", ws.ROOT, "-B", TREE, "-G", "Ninja", f"-DCMAKE_C_COMPILER={clang}", *flags],
        ["cmake", "--build", TREE, "--parallel", ws.JOBS, "--target", *names],
    ):
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return [f"{' '.join(map(str, words))}: exit {done.returncode}", *(done.stdout + done.stderr).splitlines()[-15:]]
    return []


def environment(target):
    return os.environ | {
        "ASAN_OPTIONS": f"quarantine_size_mb=32:detect_leaks={0 if target.whole else 1}",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        # Wireshark's own allocators would hide single blocks from the sanitizer.
        "WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple",
        "LABFLOW_BUILD": str(TREE),
    }


def run(target, *words):
    """One run of a fuzzer, its CPU time as the kernel counts it."""
    command = [str(word) for word in (*target.command(), *words)]
    log = TREE / f"{target.name}.{threading.get_ident()}.log"
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                 env=environment(target), cwd=TREE)  # fmt: skip
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text("utf-8", "replace")
    log.unlink()
    return Run(target, child.returncode, used.ru_utime + used.ru_stime, text)


def inputs(folder):
    return [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []


def replay(target):
    return run(target, "-runs=0", CORPUS / target.name)


def search(target, seconds, seed, work):
    seeds = [REAL] if target.whole and work == WORK else []
    for folder in (work / target.name, FINDINGS):
        folder.mkdir(parents=True, exist_ok=True)
    return run(
        target, f"-max_total_time={round(seconds)}", f"-seed={seed}", "-print_final_stats=1",
        f"-artifact_prefix={FINDINGS / target.name}-", work / target.name, CORPUS / target.name,
        *seeds,
    )  # fmt: skip


def write_down(done, work):
    line = (
        time.strftime("%Y-%m-%dT%H:%M:%S"), done.target.name, done.executions(), f"{done.seconds:.1f}",
        len(inputs(work / done.target.name)), 0 if done.code == 0 else 1,
    )  # fmt: skip
    with RUNS.open("a", encoding="utf-8") as out:
        print(*line, sep="\t", file=out)


def total():
    """Adds up runs.tsv by target."""
    sums = {}
    for line in RUNS.read_text("utf-8").splitlines() if RUNS.exists() else []:
        _, name, executions, seconds, _, found = line.split("\t")
        old = sums.get(name, (0, 0.0, 0))
        sums[name] = (old[0] + int(executions), old[1] + float(seconds), old[2] + int(found))
    for name, (executions, seconds, found) in sorted(sums.items()):
        print(f"{name:10} {executions:12} executions {seconds / 3600:8.2f} CPU hours {found:4} runs with a finding")
    hours = sum(seconds for _, seconds, _ in sums.values()) / 3600
    print(f"{'all':10} {sum(each[0] for each in sums.values()):12} executions {hours:8.2f} CPU hours")


def keep(target):
    """The smallest inputs that cover what all of them do, as many as there is room for, go to the repository."""
    kept, chosen = CORPUS / target.name, TREE / "kept" / target.name
    shutil.rmtree(chosen, ignore_errors=True)
    chosen.mkdir(parents=True)
    kept.mkdir(parents=True, exist_ok=True)
    done = run(target, "-set_cover_merge=1", "-use_counters=0", chosen, kept, WORK / target.name)
    if done.code != 0:
        return done.complaints()
    room = KEPT
    named = [path for path in inputs(kept) if not re.fullmatch(r"[0-9a-f]{40}", path.name)]  # findings, seeds
    room -= sum(path.stat().st_size for path in named)
    for path in set(inputs(kept)) - set(named):
        path.unlink()
    for path in sorted(inputs(chosen), key=lambda path: path.stat().st_size):
        room -= path.stat().st_size
        if room >= 0:
            shutil.copy(path, kept / path.name)
    print(f"{target.name}: {len(inputs(kept))} inputs, {sum(path.stat().st_size for path in inputs(kept))} octets")
    return []


def report(tally, done, work):
    words = f"{done.executions()} executions, {done.seconds:.1f} s of CPU, {len(inputs(work / done.target.name))} kept"
    tally.check(f"{done.target.name}: made up: {words}", done.complaints())


def fuzz(tally, targets, seconds, seed, work):
    """All targets, as many at a time as there are processors, an equal share of the time for each. What is learnt
    goes to `work`."""
    share = seconds * min(ws.JOBS, len(targets)) / len(targets)
    with ThreadPoolExecutor(ws.JOBS) as pool:
        for done in pool.map(replay, targets):
            count = len(inputs(CORPUS / done.target.name))
            lines = done.complaints() if count else ["there is no corpus"]
            tally.check(f"{done.target.name}: {count} inputs of the repository", lines)
        for done in pool.map(lambda target: search(target, share, seed, work), targets):
            write_down(done, work)
            report(tally, done, work)


def main():
    parser = argparse.ArgumentParser(description="Fuzzing.", epilog=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(target.name for target in TARGETS))
    parser.add_argument("--minutes", type=float, default=10, help="of all targets together, on the clock (10)")
    parser.add_argument("--seed", type=int, help="1 with --ci, else another each time")
    parser.add_argument("--ci", action="store_true", help=f"{SHORT} seconds for each")
    parser.add_argument("--keep", action="store_true", help="renew the corpus in the repository, and nothing else")
    parser.add_argument("--total", action="store_true", help="what was run so far, and nothing else")
    options = parser.parse_args()
    if set(options.targets) - {target.name for target in TARGETS}:
        parser.error(f"targets are {', '.join(target.name for target in TARGETS)}")
    if options.total:
        return total()
    targets = [target for target in TARGETS if not options.targets or target.name in options.targets]
    clang = compiler()
    if not clang:
        print("SKIPPED: clang with libFuzzer is not installed: ./run packages pinned", file=sys.stderr)
        return SKIPPED
    tally = Tally()
    if not tally.check("instrumented build", build(clang, targets)):
        return tally.close()
    if options.keep:
        for target in targets:
            tally.check(f"{target.name}: corpus", keep(target))
        return tally.close()
    seed = options.seed or (1 if options.ci else random.randrange(1, 2**31))
    print(f"fuzz: --seed {seed}")
    seconds = SHORT * len(targets) / min(ws.JOBS, len(targets)) if options.ci else options.minutes * 60
    with ws.scratch() as folder:
        fuzz(tally, targets, seconds, seed, folder if options.ci else WORK)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
