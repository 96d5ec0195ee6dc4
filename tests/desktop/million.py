"""A million rows in the real window: scrolled to the end by the wheel, by page keys and by the scroll bar.

The scroll bar says how many rows are above the view (an accessible value), so each way is held to arrive
where the last row is wholly in view. Each way starts at the first row.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
import desk

TARGET = pathlib.Path(os.environ["CARGO_TARGET_DIR"])
FILE = pathlib.Path(sys.argv[1])
PROGRAM = os.environ.get("PROGRAM", TARGET / "release" / "scorebridge")
ROW = 24  # points; the bar counts points
SIZE = os.environ.get("SIZE", "1400x900")


def at():
    """How many rows are above the view."""
    return desk.wait("Scroll rows", "scroll bar").queryValue().currentValue / ROW


def end():
    """How many rows are above the view at its very end."""
    return desk.wait("Scroll rows", "scroll bar").queryValue().maximumValue / ROW


def until(condition, what, timeout=60):
    """Looks until it holds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise desk.Missing(f"{what}, the view is at row {at()} of {end()}")


def press(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def home():
    desk.key("ctrl+Home")
    until(lambda: at() == 0, "not at the first row")


def by_bar():
    """Drags the handle from the top to the bottom."""
    bar = desk.box("Scroll rows", "scroll bar")
    x = bar.x + bar.width // 2
    press("mousemove", x, bar.y + 6, "mousedown", 1)
    press("mousemove", x, bar.y + bar.height // 2)
    until(lambda: 0 < at() < end(), "the bar does not follow")
    press("mousemove", x, bar.y + bar.height + 10)
    until(lambda: at() == end(), "the bar does not reach the end")
    press("mouseup", 1)


def by_wheel():
    """From some hundred rows before the end: the whole way would be hours of turning."""
    desk.key("ctrl+End")
    until(lambda: at() == end(), "Ctrl+End does not reach the end")
    for _page in range(20):
        desk.key("Prior")
    until(lambda: at() < end() - 200, "page up does not leave the end")
    grid = desk.box("Rows", "table")
    press("mousemove", grid.x + grid.width // 2, grid.y + grid.height // 2)
    started = at()
    for _burst in range(200):
        press("click", "--repeat", 20, "--delay", 5, 5)
        if at() == end():
            break
    until(lambda: at() == end(), "the wheel does not reach the end")
    return end() - started


def by_pages():
    """A hundred pages down from the top, then the last ones before the end."""
    home()
    press("key", "--clearmodifiers", "--repeat", 100, "--delay", 20, "Next")
    until(lambda: at() > 2_000, "page down does not go on")
    desk.key("ctrl+End")
    for _page in range(5):
        desk.key("Prior")
    until(lambda: at() < end(), "page up does not leave the end")
    for _page in range(6):
        desk.key("Next")
    until(lambda: at() == end(), "page down does not reach the end")


def main():
    rows = json.loads(pathlib.Path(f"{FILE}.expected.json").read_text())["rows"]
    started = time.monotonic()
    program = subprocess.Popen([PROGRAM, "--data-dir", os.environ["HOME"], FILE])
    try:
        desk.wait(f"{rows:,} read", timeout=120)
        print(f"{rows:,} rows are in view and counted after {time.monotonic() - started:.1f} s")
        grid = desk.box("Rows", "table")
        press("mousemove", grid.x + 60, grid.y + 12, "click", 1)
        home()
        by_bar()
        print(f"scroll bar: row {at():,.0f} is the first in view at the end")
        print(f"wheel: {by_wheel():,.0f} rows down to the end")
        by_pages()
        print("page keys: to the end")
        desk.key("ctrl+End")
        desk.wait(f", row {rows}", role="table cell")
        cell, grid = desk.box(f", row {rows}", "table cell"), desk.box("Rows", "table")
        assert cell.height >= 22 and cell.y + cell.height <= grid.y + grid.height, "the last row is cut off"
        desk.shot(str(TARGET / "desktop" / f"million-{SIZE}.png"))
        assert program.poll() is None, "the window is gone"
    except BaseException:
        desk.shot(str(TARGET / "desktop" / f"million-failed-{SIZE}.png"))
        raise
    finally:
        program.kill()
    print(f"ok: {rows:,} rows to the end by bar, wheel and page keys")


if __name__ == "__main__":
    main()
