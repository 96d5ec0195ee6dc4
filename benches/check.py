#!/usr/bin/env python3
"""Time `scorebridge check` against Polars and DuckDB doing the same job, in one run.

    benches/check.py [ROWS] [--runs 5]          (builds the release program first)

All three read the same generated export, check every row and count the problems. They take turns;
medians, ratios and the peak memory of each are printed. The counts of all three must agree with the
generator's. Polars and DuckDB come from pip, into a folder of the build.
"""
import json
import pathlib
import subprocess
import sys

from turns import OURS, PEERS, WORK, generated, measure, prepared

RULES = {
    "no_agent": "agent.missing",
    "score_text": "score.not_a_number",
    "score_over_max": "score.above_max",
    "date_text": "scored_at.not_a_date",
    "date_no_zone": "scored_at.no_time_zone",
    "no_source": "source.missing",
    "repeat": "row.duplicate",
}


def python_with_peers():
    """A Python that has Polars and DuckDB."""
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "polars", "duckdb"], check=True)
    return python


def counts_of(name, out):
    """The problem counts of one program, by the generator's names."""
    if name != "scorebridge":
        return {kind: out[kind] for kind in RULES}
    found = {problem["rule"]: problem["rows"] for problem in out["problems"]}
    return {kind: found.get(rule, 0) for kind, rule in RULES.items()}


def main():
    rows, runs = prepared(__doc__, 1_000_000)
    python = python_with_peers()
    file = generated("gen_scores.py", rows, "csv")
    expected = json.loads(pathlib.Path(f"{file}.expected.json").read_text())

    def look(name, out):
        wrong = {k: (v, expected[k]) for k, v in counts_of(name, out).items() if v != expected[k]}
        # DuckDB counts a negative or over-large score like the others; a difference is worth a look.
        if wrong:
            print(f"{name}: counts differ from the generator's (got, expected): {wrong}", file=sys.stderr)

    size = file.stat().st_size
    print(f"check of {rows:,} rows, {size / 1e6:.0f} MB")
    programs = {
        "scorebridge": [*OURS, "check", file, "--json"],
        "polars": [python, PEERS / "peer_polars.py", file],
        "duckdb": [python, PEERS / "peer_duckdb.py", file],
    }
    measure(programs, runs, look)
    cells = rows * 9
    allowed = (size + 4 * cells + 32 * rows) / 2**20 + 64
    print(f"memory allowed by the design: {allowed:.0f} MiB")


if __name__ == "__main__":
    main()
