#!/usr/bin/env python3
"""Time the column work of the grid against Polars doing the same, in turns.

    benches/columns.py [ROWS] [--runs 5]          (builds the release program first)

Sort by score, filter by a value, find in any column, replace in a whole column, take that back: from the
message to the answer, as the window has it. Printed are medians, ratios, what one edited and judged cell
costs the window's thread, and the longest that this thread was held by any message.
"""
import os
import statistics

from check import python_with_peers
from turns import PEERS, RELEASE, generated, prepared, timed

JOBS = ("sort", "filter", "find", "replace", "undo")


def main():
    rows, runs = prepared(__doc__, 1_000_000, "--example", "bench_columns")
    file = generated("gen_scores.py", rows, "csv")
    ours = [RELEASE / "examples" / "bench_columns", file]
    polars = [python_with_peers(), PEERS / "peer_columns.py", file]
    told = {"scorebridge": [], "polars": []}
    for run in range(runs + 1):
        for name, command in (("scorebridge", ours), ("polars", polars)):
            out = timed(command)[3]
            if run:
                told[name].append(out)
    print(f"column work on {rows:,} rows, {runs} runs each, in turns, load {os.getloadavg()[0]:.1f}")
    print(f"{'':10}{'scorebridge s':>15}{'polars s':>12}{'ratio':>9}")
    for job in JOBS:
        own, peer = (statistics.median(out[job] for out in told[name]) for name in told)
        print(f"{job:10}{own:15.3f}{peer:12.3f}{own / peer:8.2f}×")
    edit = statistics.median(out["edit_ms"] for out in told["scorebridge"])
    longest = statistics.median(out["longest_turn_ms"] for out in told["scorebridge"])
    print(f"one cell edited and judged: {edit:.3f} ms; the window's thread was held {longest:.1f} ms at most")
    print(f"replaced: {told['scorebridge'][0]['replaced']}")


if __name__ == "__main__":
    main()
