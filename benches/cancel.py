#!/usr/bin/env python3
"""Time how long reading and judging go on after the wish to stop, for every format (builds both release programs first).

    benches/cancel.py [ROWS] [--runs 20]          (runs: at how many moments each file is stopped)

The files are made once from the generated export. Nothing may go on for longer than 200 ms.
"""
import subprocess

from turns import RELEASE, WORK, generated, prepared


def main():
    rows, points = prepared(__doc__, 1_000_000, "--example", "bench_cancel")
    scores = generated("gen_scores.py", rows, "csv")
    folder = WORK / f"cancel-{rows}"
    folder.mkdir(exist_ok=True)
    subprocess.run([RELEASE / "examples" / "bench_cancel", scores, folder, str(points)], check=True)


if __name__ == "__main__":
    main()
