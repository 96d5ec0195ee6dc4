"""Programs measured in turns, so that a machine that slows down slows all of them; and what each bench needs."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

PEERS = pathlib.Path(__file__).resolve().parent / "peers"
ROOT = PEERS.parents[1]
RELEASE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
WORK = RELEASE.parent / "bench"
OURS = [RELEASE / "scorebridge", "--data-dir", WORK / "data"]


def prepared(doc, rows, *targets):
    """What was asked for, as (rows, runs), with the release programs built."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=rows)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "scorebridge", *targets], cwd=ROOT, check=True)
    return args.rows, args.runs


def generated(generator, rows, ending):
    """The file of so many rows, made once."""
    file = WORK / f"scores-{rows}.{ending}"
    if not file.exists():
        subprocess.run([sys.executable, PEERS / generator, str(rows), file], check=True)
    return file


def timed(command):
    """Runs a command: (wall seconds, processor seconds, peak MiB, the JSON that it printed)."""
    started = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read()
    _pid, _status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(out)


def measure(programs, runs, look):
    """Runs each program `runs` times in turns and prints a table; the first program's ratio to each.

    `look(name, out)` judges what a program said. One more run before warms the file cache and is not counted.
    Ratios are of medians: of the wall clock, and of the processor time, which other work on the machine
    moves less.
    """
    walls, cpus, peaks = ({name: [] for name in programs} for _ in range(3))
    for run in range(runs + 1):
        for name, command in programs.items():
            wall, cpu, peak, out = timed(command)
            look(name, out)
            if run:
                walls[name].append(wall)
                cpus[name].append(cpu)
                peaks[name].append(peak)
    load = os.getloadavg()[0]
    print(f"{runs} runs each, in turns, {os.cpu_count()} cores, load {load:.1f}")
    heads = ("wall s", "min", "max", "ratio", "CPU s", "min", "ratio", "peak MiB")
    print(f"{'':14}" + "".join(f"{head:>9}" for head in heads))
    first = next(iter(programs))
    wall_ours, cpu_ours = statistics.median(walls[first]), statistics.median(cpus[first])
    for name in programs:
        wall, cpu = statistics.median(walls[name]), statistics.median(cpus[name])
        cells = (wall, min(walls[name]), max(walls[name]), wall_ours / wall, cpu, min(cpus[name]), cpu_ours / cpu)
        print(f"{name:14}" + "".join(f"{cell:9.3f}" for cell in cells) + f"{max(peaks[name]):9.0f}")
