#!/usr/bin/env python3
"""The column work of the grid in Polars: sort, filter by value, find in any column, replace in one.

    peer_columns.py FILE.csv          (needs `pip install polars`); prints seconds a job as one JSON object
"""
import json
import sys
import time

import polars as pl

frame = pl.read_csv(sys.argv[1], infer_schema=False)
c = pl.col


def timed(job):
    started = time.perf_counter()
    out = job()
    return time.perf_counter() - started, out


# What is wanted is the rows in their order, as the grid has them: row numbers, not a copy of the table.
rows = pl.int_range(pl.len()).alias("row")
sort, _ = timed(lambda: frame.select(rows.sort_by(c("score").cast(pl.Float64, strict=False), nulls_last=True)))
filtered, _ = timed(lambda: frame.select(rows.filter(c("rubric") == "Chat quality")))
find, _ = timed(lambda: frame.select(rows.filter(pl.any_horizontal(pl.all().str.to_lowercase().str.contains("14t1", literal=True)))))
replace, new = timed(lambda: frame.with_columns(c("scored_at").str.replace_all("20", "x20", literal=True)))
undo, _ = timed(lambda: new.with_columns(frame["scored_at"].clone()))
print(json.dumps({"sort": sort, "filter": filtered, "find": find, "replace": replace, "undo": undo}))
