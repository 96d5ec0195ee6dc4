#!/usr/bin/env python3
"""Read polluted CSV files with Scorebridge, CleverCSV and DuckDB's sniffer, and compare what each made of them.

    benches/sniff.py [--seeds 8] [--show]          (builds the program first)

Every kind of pollution is written a few times from seeded tables whose rows are known. A reader has a file *right*
if it gives exactly these rows; it has *flagged* it if it refused it, or marked rows or the file itself as unsure. Rows
that are wrong, or missing, in silence are counted: that number has to be 0. CleverCSV and DuckDB come from pip, into
a folder of the build. What counts as a flag of theirs is generous: an error, or a row whose length is not the first's.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "bench" / "sniff"
PYTHON = TARGET / "bench" / "venv-sniff" / "bin" / "python"
OURS = TARGET / "debug" / "scorebridge"
HEADINGS = ["Agent", "Conversation", "Score", "Date", "Reviewer", "Notes"]
NAMES = ["Amara Okonkwo", "Bruno Castellano", "Chloé Lefèvre", "Jürgen Weiß", "Søren Ångström", "Zoë Núñez"]
NOTES = ["friendly", "too slow", "asked twice", "solved at once", "no greeting", "see ticket", "", "well done"]


def table(random):
    """A table's rows: text as a person writes it, no sign in it that a dialect gives a meaning to."""
    def row(number):
        day = f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        score = f"{random.randint(0, 99)}.{random.randint(0, 9)}"
        return [random.choice(NAMES), f"T{1000 + number}", score, day, random.choice(NAMES), random.choice(NOTES)]

    return [row(number) for number in range(random.randint(6, 40))]


def written(rows, delimiter=",", quote='"', escape=None, always=False, end="\n"):
    """Rows as text; a cell is quoted where it must be, or always."""
    special = {delimiter, quote, "\n", "\r"} - {""}

    def cell(text):
        if not quote or not (always or any(sign in text for sign in special)):
            return text
        if escape:
            text = text.replace(escape, escape * 2).replace(quote, escape + quote)
        else:
            text = text.replace(quote, quote * 2)
        return quote + text + quote

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


class Case:
    """One file: its bytes, the rows that are in it, and what else a reader may give without being wrong."""

    def __init__(self, text, rows, columns=HEADINGS, encoding="utf-8", damaged=(), extra=()):
        self.bytes = text.encode(encoding) if isinstance(text, str) else text
        self.rows, self.columns, self.damaged, self.extra = rows, columns, set(damaged), [list(e) for e in extra]


def with_notes(rows, note, random):
    return [[*row[:5], note(row[5])] if random.random() < 0.4 else row for row in rows]


def dialect(**how):
    """A plain file in one dialect whose notes hold its delimiter, and quotes where there are any."""
    def make(random):
        delimiter, quote = how.get("delimiter", ","), how.get("quote", '"')
        inside = f'said {quote}no{quote}{delimiter} twice' if quote else "said no"
        rows = with_notes(table(random), lambda note: f"{note}{inside}", random)
        return Case(written([HEADINGS, *rows], **how), rows)
    return make


def around(above="", below="", extra=()):
    """A plain file with lines above its headings or below its rows."""
    def make(random):
        rows = table(random)
        return Case(above + written([HEADINGS, *rows]) + below, rows, extra=extra)
    return make


def noted(note, **how):
    """A plain file whose notes hold something."""
    def make(random):
        rows = with_notes(table(random), lambda _: note, random)
        return Case(written([HEADINGS, *rows], **how), rows)
    return make


def line_changed(change):
    """One line of a plain file is damaged: that row must not be taken in silence."""
    def make(random):
        rows = table(random)
        lines = written([HEADINGS, *rows]).splitlines(keepends=True)
        at = random.randrange(len(rows))
        lines[at + 1] = change(lines[at + 1])
        return Case("".join(lines), rows, damaged=[at])
    return make


def encoded(encoding, bom=b""):
    def make(random):
        rows = table(random)
        return Case(bom + written([HEADINGS, *rows]).encode(encoding), rows)
    return make


def two_headings(random):
    rows = table(random)
    above = ["Agent", "Review", "", "", "Reviewer", "Notes"]
    below = ["", "Conversation", "Score", "Date", "", ""]
    return Case(written([above, below, *rows]), rows)


def repeated_heading(random):
    rows = table(random)
    middle = len(rows) // 2
    return Case(written([HEADINGS, *rows[:middle], HEADINGS, *rows[middle:]]), rows, extra=[HEADINGS])


def no_heading(random):
    rows = table(random)
    return Case(written(rows), rows, columns=None)


def mixed_ends(random):
    rows = table(random)
    lines = written([HEADINGS, *rows]).splitlines()
    return Case("".join(line + random.choice(["\n", "\r\n"]) for line in lines), rows)


def decimal_commas(random):
    rows = [[*row[:2], row[2].replace(".", ","), *row[3:]] for row in table(random)]
    return Case(written([HEADINGS, *rows], delimiter=";"), rows)


def comments(random):
    rows = table(random)
    lines = written([HEADINGS, *rows]).splitlines(keepends=True)
    lines.insert(random.randrange(2, len(lines)), "# exported in two parts\n")
    return Case("".join(lines), rows, extra=[["# exported in two parts"]])


def wide_tags(sign):
    """A column whose cells hold several signs that look like a delimiter, always as many."""
    def make(random):
        rows = [[*row[:5], sign.join(random.sample(NOTES[:6], 3))] for row in table(random)]
        return Case(written([HEADINGS, *rows]), rows)
    return make


def few_rows(random):
    rows = table(random)[: random.randint(1, 2)]
    return Case(written([HEADINGS, *rows]), rows)


def padded(random):
    rows = table(random)
    return Case("".join(",".join([*row, "", ""]) + "\n" for row in [HEADINGS, *rows]),
                [[*row, "", ""] for row in rows], columns=[*HEADINGS, "", ""])


def swallowing(random):
    """A quote opens a cell in one line, another closes one of the same column two lines on."""
    rows = table(random)
    lines = written([HEADINGS, *rows]).splitlines(keepends=True)
    at = random.randrange(len(rows) - 2)
    lines[at + 1] = lines[at + 1].replace(",T", ',"T', 1)
    lines[at + 3] = ",".join(cell + '"' * (place == 1) for place, cell in enumerate(lines[at + 3].split(",")))
    return Case("".join(lines), rows, damaged=[at, at + 1, at + 2])


def spaced(random):
    rows = with_notes(table(random), lambda _: "slow, but kind", random)
    lines = [", ".join(f'"{cell}"' for cell in row) for row in [HEADINGS, *rows]]
    return Case("".join(line + "\n" for line in lines), rows)


def two_encodings(random):
    rows = table(random)
    lines = [line.encode() for line in written([HEADINGS, *rows]).splitlines(keepends=True)]
    at = random.randrange(len(rows))
    lines[at + 1] = ("Chlo\u00e9" + lines[at + 1].decode()[lines[at + 1].decode().index(","):]).encode("cp1252")
    lines[0] = "Agent,Conversation,Score,Date,Pr\u00fcfer,Notes\n".encode()
    return Case(b"".join(lines), rows, columns=["Agent", "Conversation", "Score", "Date", "Pr\u00fcfer", "Notes"], damaged=[at])


TITLE = "QA export, week 37\nmade by: j.doe@example.com; all teams\n"
TOTAL = ["Total", "", "71.3", "", "", ""]
KINDS = {
    "commas": dialect(), "semicolons": dialect(delimiter=";"), "tabs": dialect(delimiter="\t"),
    "pipes": dialect(delimiter="|"), "all cells quoted": dialect(always=True),
    "single quotes": dialect(quote="'"), "single quotes, semicolons": dialect(quote="'", delimiter=";", always=True),
    "backslash escapes": dialect(escape="\\", always=True), "CRLF": dialect(end="\r\n"), "CR": dialect(end="\r"),
    "mixed line ends": mixed_ends, "no last line end": lambda r: stripped(dialect()(r)),
    "sep= line": lambda r: sep_line(r), "preamble": around(TITLE), "preamble, empty line": around(TITLE + "\n"),
    "preamble of delimiters": around("QA export,,,,,\n,,,,,\n"), "long preamble": around(TITLE * 6 + "\n\n"),
    "totals line": around(below=",".join(TOTAL) + "\n", extra=[TOTAL]),
    "short totals line": around(below="Total: 71.3\n", extra=[["Total: 71.3"]]),
    "footer": around(below="\nconfidential, for the team only\n", extra=[["confidential", " for the team only"]]),
    "empty lines": around("\n\n", "\n\n"), "comment lines": comments, "two headings": two_headings,
    "repeated headings": repeated_heading, "no headings": no_heading, "one or two rows": few_rows,
    "empty columns at the end": padded, "decimal commas": decimal_commas,
    "line breaks in cells": noted("first\nsecond, third"), "quoted CRLF in cells": noted("first\r\nsecond", end="\r\n"),
    "semicolons in cells": wide_tags("; "), "pipes in cells": wide_tags("|"), "tabs in cells": wide_tags("\t"),
    "apostrophes": noted("it's the customers' choice"), "apostrophe first": noted("'twas late"),
    "formulas": noted('=HYPERLINK("https://example.com";"x")'), "HTML": noted('<p class="a">fine; thanks</p>'),
    "backslashes": noted("see c:\\calls\\37"), "JSON in cells": noted('{"tone": "kind", "steps": [1, 2]}'),
    "extra delimiter": line_changed(lambda line: line.replace(",", ",,", 1)),
    "missing delimiter": line_changed(lambda line: line.replace(",", "", 1)),
    "stray quote": line_changed(lambda line: line.replace("T", 'T"', 1)),
    "unclosed quote": line_changed(lambda line: '"' + line), "cut line": line_changed(lambda line: line[:9] + "\n"),
    "another delimiter in one line": line_changed(lambda line: line.replace(",", ";")),
    "a quote that swallows lines": swallowing, "spaces before quotes": spaced, "two encodings": two_encodings,
    "tildes": dialect(delimiter="~"), "carets": dialect(delimiter="^"), "unit separators": dialect(delimiter="\x1f"),
    "no quotes at all": dialect(quote="", delimiter="\t"),
    "text after a quote": line_changed(lambda line: '"A. B." x' + line[line.index(","):]),
    "UTF-8 with BOM": encoded("utf-8-sig"), "UTF-16": encoded("utf-16"), "UTF-16BE": encoded("utf-16-be", b"\xfe\xff"),
    "cp1252": encoded("cp1252"), "Mac Roman": encoded("mac-roman"), "ISO 8859-15": encoded("iso-8859-15"),
}


def stripped(case):
    case.bytes = case.bytes.rstrip(b"\n")
    return case


def sep_line(random):
    case = dialect(delimiter=";")(random)
    case.bytes = b"sep=;\n" + case.bytes
    return case


def ours(file):
    """(rows, their numbers that are flagged, whether the whole file is)."""
    ran = subprocess.run([OURS, "--data-dir", WORK / "data", "read", file, "-o", "-"], capture_output=True, check=False)
    if ran.returncode:
        return None
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    records = lines[1:-1]
    unsure = any(note["code"] == "encoding_guessed" for note in lines[0]["notes"])
    flagged = {at for at, record in enumerate(records) if record["problem"]}
    return [record["cells"] for record in records], flagged, unsure, lines[0]["columns"]


PEER = r"""
import json, sys
name, *files = sys.argv[1:]
for file in files:
    try:
        if name == "clevercsv":
            import clevercsv
            rows = clevercsv.read_table(file)
        else:
            import duckdb
            found = duckdb.connect().execute("select * from read_csv(?, all_varchar=true)", [file])
            rows = [[column[0] for column in found.description], *map(list, found.fetchall())]
        rows = [["" if cell is None else cell for cell in row] for row in rows]
        print(json.dumps(rows), flush=True)
    except Exception:
        print("null", flush=True)
"""


def peer(name, files):
    ran = subprocess.run([PYTHON, "-c", PEER, name, *files], capture_output=True, check=True, text=True)
    for line in ran.stdout.splitlines():
        rows = json.loads(line)
        if not rows:
            yield None
            continue
        head, *rows = [row for row in rows if row]
        yield rows, {at for at, row in enumerate(rows) if len(row) != len(head)}, False, head


def judged(case, read):
    """(right, flagged, rows silently wrong): every true row must be there, and nothing else but what may be."""
    if read is None:
        return False, True, 0
    rows, flagged, unsure, columns = read
    if case.columns is None and columns in case.rows and columns not in rows:
        rows, flagged = [columns, *rows], {at + 1 for at in flagged}  # a row that was taken for headings
        return False, unsure, 1
    missing = collections.Counter(tuple(row) for at, row in enumerate(case.rows) if at not in case.damaged)
    wrong = 0
    for at, row in enumerate(rows):
        if missing[tuple(row)] > 0:
            missing[tuple(row)] -= 1
        elif at not in flagged and row not in case.extra:
            wrong += 1
    lost = sum(missing.values())
    # A row that is flagged stands for one that is not there: its line is named.
    silent = 0 if unsure else wrong + max(0, lost - len(flagged) - wrong)
    heads = case.columns is None or columns == case.columns
    return wrong == lost == 0 and heads and not (case.damaged and not flagged), bool(flagged) or unsure, silent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--show", action="store_true", help="name the files that are not right")
    args = parser.parse_args()
    subprocess.run(["cargo", "build", "-q", "--locked", "--bin", "scorebridge"], cwd=ROOT, check=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parents[1]], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "clevercsv", "duckdb"], check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    cases, files = [], []
    for kind, make in KINDS.items():
        for seed in range(args.seeds):
            case = make(random.Random(f"{kind} {seed}"))
            file = WORK / f"{''.join(c if c.isalnum() else '-' for c in kind)}-{seed}.csv"
            file.write_bytes(case.bytes)
            cases.append((kind, case))
            files.append(file)
    print(f"{len(files)} files of {len(KINDS)} kinds")
    print(f"{'':12} {'right':>6} {'flagged':>8} {'rows silently wrong':>20} {'in files':>9}")
    for name in ["scorebridge", "clevercsv", "duckdb"]:
        read = map(ours, files) if name == "scorebridge" else peer(name, files)
        verdicts = [(kind, *judged(case, found)) for (kind, case), found in zip(cases, read, strict=True)]
        right, flagged, silent = (sum(verdict[part] for verdict in verdicts) for part in (1, 2, 3))
        in_files = sum(verdict[3] > 0 for verdict in verdicts)
        print(f"{name:12} {right:6} {flagged:8} {silent:20} {in_files:9}")
        if args.show:
            for (kind, right, flagged, silent), file in zip(verdicts, files, strict=True):
                if not right:
                    print(f"    {file.name}: {'flagged' if flagged else 'not flagged'}, {silent} silently wrong")


if __name__ == "__main__":
    main()
