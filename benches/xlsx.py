#!/usr/bin/env python3
"""Time `scorebridge read` of a workbook against calamine's streaming reader alone, in one run.

    benches/xlsx.py [ROWS] [--runs 5]          (builds both release programs first)

The peer only counts the cells that it is handed; Scorebridge makes a sheet of them, with the number
formats, the notes and the digest of the file. Both must see every cell.
"""
import argparse
import os
import pathlib
import subprocess
import sys

from turns import measure

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "bench"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=300_000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    build = ["cargo", "build", "--release", "--locked", "--bin", "scorebridge", "--example", "peer_calamine"]
    subprocess.run(build, cwd=ROOT, check=True)
    file = WORK / f"scores-{args.rows}.xlsx"
    if not file.exists():
        subprocess.run([sys.executable, HERE / "peers" / "gen_xlsx.py", str(args.rows), file], check=True)

    def look(name, out):
        seen = out["records"] * len(out["columns"]) if name == "scorebridge" else out["cells"] - 10
        assert seen == args.rows * 10, f"{name} saw {seen} cells"

    print(f"read of {args.rows:,} rows of 10 cells, {file.stat().st_size / 1e6:.0f} MB")
    programs = {
        "scorebridge": [TARGET / "release" / "scorebridge", "read", file, "--json", "--data-dir", WORK / "data"],
        "calamine": [TARGET / "release" / "examples" / "peer_calamine", file],
    }
    measure(programs, args.runs, look)


if __name__ == "__main__":
    main()
