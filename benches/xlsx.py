#!/usr/bin/env python3
"""Time `scorebridge read` of a workbook against calamine's streaming reader alone, in one run.

    benches/xlsx.py [ROWS] [--runs 5]          (builds both release programs first)

The peer only counts the cells that it is handed; Scorebridge makes a sheet of them, with the number
formats, the notes and the digest of the file. Both must see every cell.
"""
from turns import OURS, RELEASE, generated, measure, prepared


def main():
    rows, runs = prepared(__doc__, 300_000, "--example", "peer_calamine")
    file = generated("gen_xlsx.py", rows, "xlsx")

    def look(name, out):
        seen = out["records"] * len(out["columns"]) if name == "scorebridge" else out["cells"] - 10
        assert seen == rows * 10, f"{name} saw {seen} cells"

    print(f"read of {rows:,} rows of 10 cells, {file.stat().st_size / 1e6:.0f} MB")
    programs = {
        "scorebridge": [*OURS, "read", file, "--json"],
        "calamine": [RELEASE / "examples" / "peer_calamine", file],
    }
    measure(programs, runs, look)


if __name__ == "__main__":
    main()
