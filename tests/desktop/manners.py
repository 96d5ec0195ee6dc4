"""Every manner of a spreadsheet in the real window on a large file: real keys, real pointer, real clipboard.

After each manner the accessible tree has to show what it led to. Printed are the seconds from the last key or click
until that was found there, and how long the window's own thread was held meanwhile (see `held.py`): by the clock,
with rasterising by software in it, and by its own processor time.

    manners.py FILE.csv
"""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
import desk
import pyatspi

TARGET = pathlib.Path(os.environ["CARGO_TARGET_DIR"])
FILE = pathlib.Path(sys.argv[1])
PROGRAM = os.environ.get("PROGRAM", TARGET / "release" / "scorebridge")
ROW = 24


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def by_name(name, role):
    """The thing with just this name; None where there is none."""
    return next((node for _depth, node in desk.nodes() if node.getRoleName() == role and node.name == name), None)


def heading(title):
    """Where a heading is, by its whole name; None where it is not in view."""
    node = by_name(title, "column header")
    return node and node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)


def until(condition, what, timeout=60):
    """Looks until it holds, and gives what it gave."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except Exception:  # the tree changed while it was read
            pass
        time.sleep(0.05)
    raise desk.Missing(f"{what}; the window shows:\n{desk.tree()}")


def head(title):
    return until(lambda: heading(title), f"no heading {title}")


def at_cell(title, place):
    """Moves the pointer to a cell in view: its column, and its place from the top."""
    at, grid = head(title), desk.box("Rows", "table")
    xdotool("mousemove", at.x + min(40, at.width // 2), grid.y + place * ROW + ROW // 2)


def press(title, place, *held):
    """Clicks a cell, with keys held down; then the hand goes back to the keys."""
    at_cell(title, place)
    for key in held:
        xdotool("keydown", key)
    xdotool("click", 1)
    for key in held:
        xdotool("keyup", key)
    xdotool("sleep", 0.5)


def drag(start, end):
    """Presses, moves in steps as a hand does, and lets go."""
    xdotool("mousemove", *start, "mousedown", 1, "sleep", 0.2)
    for step in range(1, 6):
        xdotool("mousemove", *(a + (b - a) * step // 5 for a, b in zip(start, end)), "sleep", 0.1)
    xdotool("mouseup", 1)


def active(text):
    """Waits until the active cell is called like this."""
    desk.wait(text, role="table cell", timeout=30)


def copied(fits):
    """What is on the clipboard, once it fits: the words that say so may be seen a moment before."""
    ask, text = ["xclip", "-o", "-t", "UTF8_STRING", "-selection", "clipboard"], None
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        asked = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        text = asked.stdout.decode()
        if asked.returncode == 0 and fits(text):
            return
        time.sleep(0.1)
    raise desk.Missing(f"the clipboard has {text[:200]!r}")


def to_clipboard(text):
    subprocess.run(["xclip", "-i", "-selection", "clipboard"], input=text.encode(), check=True)


def undone(label):
    """Takes the last step back and does it again and takes it back: each by its name."""
    desk.wait(f"Undo: {label}")
    desk.key("ctrl+z")
    desk.wait(f"Redo: {label}")
    desk.key("ctrl+y")
    desk.wait(f"Undo: {label}")
    desk.key("ctrl+z")
    desk.wait(f"Redo: {label}")


class Watch:
    """What each manner took."""

    def __init__(self, pid):
        window = subprocess.run(["xdotool", "search", "--pid", str(pid), "--name", "Scorebridge"],
                                check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1]
        held = pathlib.Path(__file__).with_name("held.py")
        self.held = subprocess.Popen([sys.executable, held, window, str(pid)], text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.longest = ("nothing", 0.0)
        self.ask()
        print(f"{'':56}{'s':>7}{'held ms':>9}{'own ms':>8}")

    def ask(self):
        self.held.stdin.write("\n")
        self.held.stdin.flush()
        return json.loads(self.held.stdout.readline())

    @contextlib.contextmanager
    def manner(self, name):
        started = time.monotonic()
        try:
            yield
        except BaseException:
            print(f"failed in: {name}", flush=True)
            raise
        seconds, held = time.monotonic() - started, self.ask()
        if held["own_ms"] > self.longest[1]:
            self.longest = (name, held["own_ms"])
        print(f"{name:56}{seconds:7.1f}{held['held_ms']:9.0f}{held['own_ms']:8.1f}", flush=True)


def selecting(watch, rows):
    with watch.manner("a cell by the pointer"):
        press("Score", 2)
        active("Score, row 3: ")
    with watch.manner("a range by dragging"):
        at, grid = head("Score"), desk.box("Rows", "table")
        drag((at.x + 40, grid.y + ROW + 12), (at.x + at.width + 40, grid.y + 4 * ROW + 12))
        desk.wait("Selected: 8 cells")
    with watch.manner("a range by Shift and the arrows"):
        press("Score", 2)
        desk.key("shift+Down", "shift+Down", "shift+Right")
        desk.wait("Selected: 6 cells")
    with watch.manner("a range by Shift and a click"):
        press("Score", 0)
        press("Score", 9, "shift")
        desk.wait("Selected: 10 cells · 10 with a value")
    with watch.manner("cells apart by Ctrl and clicks"):
        press("Score", 0)
        for place in (2, 4):
            press("Score", place, "ctrl")
        desk.wait("Selected: 3 cells")
    with watch.manner("cells apart by Ctrl+F8"):
        press("Score", 0)
        desk.key("ctrl+F8", "Down", "Down", "shift+Down")
        desk.wait("Selected: 3 cells")
    with watch.manner("a row by Shift+Space"):
        press("Score", 5)
        desk.key("shift+space")
        desk.wait("Selected: 9 cells")
    with watch.manner("a row by its number"):
        grid = desk.box("Rows", "table")
        xdotool("mousemove", grid.x - 30, grid.y + 7 * ROW + 12, "click", 1)
        desk.wait("Selected: 9 cells")
        active(", row 8: ")
    with watch.manner("a column by Ctrl+Space, summed up"):
        press("Score", 0)
        desk.key("ctrl+space")
        desk.wait(f"Selected: {rows:,} cells")
    with watch.manner("a column by its heading, summed up"):
        at = head("Conversation")
        xdotool("mousemove", at.x + 12, at.y + 14, "click", 1)
        desk.wait(f"Selected: {rows:,} cells")
    with watch.manner("everything by Ctrl+A, summed up"):
        press("Score", 0)
        desk.key("ctrl+a")
        desk.wait(f"Selected: {9 * rows:,} cells", timeout=120)
    with watch.manner("less again by Esc"):
        desk.key("Escape")
        desk.wait_gone("Selected: ")


def editing(watch):
    with watch.manner("typed over, Enter goes down"):
        press("Score", 0)
        desk.type_text("77")
        desk.key("Return")
        active("Score, row 2: ")
        desk.key("Up")
        active("Score, row 1: 77")
        undone("Score of row 1 → 77")
    with watch.manner("F2 amends, Esc leaves it"):
        press("Score", 0)
        desk.key("F2", "End")
        desk.type_text("9")
        desk.key("Escape")
        desk.wait("Redo: Score of row 1 → 77")
    with watch.manner("completion of a rubric"):
        press("Score", 0)
        desk.key("Right", "Right", "Right")
        active("Rubric, row 1: ")
        desk.type_text("Voice s")
        desk.wait("Voice scorecard", role="list item")
        desk.key("Down", "Return")
        desk.key("Up")
        active("Rubric, row 1: Voice scorecard")
        undone("Rubric of row 1 → Voice scorecard")
    with watch.manner("Enter and Tab go round in the selection"):
        press("Score", 0)
        desk.key("shift+Down", "shift+Right", "Return")
        active("Score, row 2: ")
        desk.key("Return")
        active("Scored at, row 1: ")
        desk.key("Tab")
        active("Score, row 2: ")
    with watch.manner("Delete empties"):
        press("Score", 0)
        desk.key("shift+Down", "Delete")
        active("Score, row 1: empty")
        undone("2 cells emptied")
    with watch.manner("one value into the selection"):
        press("Score", 0)
        desk.key("shift+Down", "shift+Down")
        desk.type_text("55")
        desk.key("ctrl+Return")
        active("Score, row 1: 55")
        undone("3 cells → 55")
    with watch.manner("filled down"):
        press("Score", 0)
        desk.key("shift+Down", "shift+Down", "ctrl+d")
        undone("2 cells filled down")


def clipboard(watch, rows):
    press("Score", 0)
    desk.key("ctrl+Home")
    active("Agent, row 1: ")
    with watch.manner("cut, and back"):
        press("Score", 0)
        desk.key("shift+Down", "ctrl+x")
        copied(lambda text: text.strip().count("\n") == 1)
        active("Score, row 1: empty")
        undone("2 cells emptied")
    with watch.manner("copied with headings"):
        desk.key("ctrl+shift+h")
        copied(lambda text: text.startswith("Score\n"))
    with watch.manner("a range pasted, with a quoted line break"):
        press("Score", 0)
        to_clipboard('50\t"two\nlines"\n60\tx\n')
        desk.key("ctrl+v")
        active("Score, row 1: 50")
        desk.key("Right")
        active("two")
        undone("4 cells pasted")
    with watch.manner("one value pasted into many"):
        press("Score", 0)
        desk.key("shift+Down", "shift+Down")
        to_clipboard("42")
        desk.key("ctrl+v")
        active("Score, row 1: 42")
        undone("3 cells → 42")
    with watch.manner("a paste that does not fit is asked"):
        desk.key("ctrl+End", "Home", "Right")
        active(f"Score, row {rows}: ")
        to_clipboard("1\n2\n3\n")
        desk.key("ctrl+v")
        desk.click("Paste nothing", role="push button")
        desk.wait_gone("Paste nothing")
        desk.key("ctrl+Home")
        active("Agent, row 1: ")


def click_named(name):
    """Clicks the button with just this name."""
    at = until(lambda: by_name(name, "push button"), f"no {name}").queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    xdotool("mousemove", at.x + at.width // 2, at.y + at.height // 2, "click", 1)


def choose(name, title):
    """Takes an entry from the menu of a heading."""
    at = head(title)
    xdotool("mousemove", at.x + min(30, at.width // 2), at.y + 14, "click", 3)
    click_named(name)
    until(lambda: by_name(name, "push button") is None, "the menu is still open")


def columns(watch):
    with watch.manner("a column sorted, both ways"):
        choose("Sort", "Score")
        until(lambda: first_row() != 1, "not sorted")
        ascending = first_row()
        choose("Sort", "Score")
        until(lambda: first_row() not in (1, ascending), "not sorted the other way")
    with watch.manner("two orders"):
        choose("Sort", "Scored at")
        choose("Sort also by this", "Score")
        desk.wait_gone("Finding the rows")
    with watch.manner("the order of the file again"):
        for _again in range(4):  # up, down, and none, whatever it is by now
            if first_row() != 1:
                choose("Sort", "Score")
                desk.wait_gone("Finding the rows")
        until(lambda: first_row() == 1, "not in the order of the file")
    with watch.manner("a column wider by its menu"):
        before = head("Score").width
        choose("Wider", "Score")
        until(lambda: heading("Score").width > before, "not wider")
    with watch.manner("a column narrower by its edge"):
        at = head("Score")
        drag((at.x + at.width - 1, at.y + 14), (at.x + at.width - 31, at.y + 14))
        until(lambda: heading("Score").width < at.width, "not narrower")
    with watch.manner("a column fitted"):
        before = head("Score").width
        choose("Fit to the contents", "Score")
        until(lambda: heading("Score").width != before, "not fitted")
    with watch.manner("a column moved"):
        before = head("Score").x
        choose("Move right", "Score")
        until(lambda: heading("Score").x > before, "not moved")
        choose("Move left", "Score")
        until(lambda: heading("Score").x == before, "not moved back")
    with watch.manner("frozen, and no more"):
        choose("Freeze up to here", "Agent")
        choose("Freeze no column", "Agent")
    with watch.manner("hidden, and shown again"):
        choose("Hide", "Conversation")
        until(lambda: heading("Conversation") is None, "not hidden")
        desk.click("Columns", role="push button")
        desk.click("Conversation", role="check box")
        head("Conversation")
        desk.key("Escape")


def first_row():
    """The row at the top; the active cell goes there."""
    desk.key("ctrl+Home")
    time.sleep(0.3)
    return int(desk.find(", row ", role="table cell").name.split(", row ")[1].split(":")[0])


def shown(rows):
    """How many of all rows are in view, as the bar says it; None where all are."""
    of_all = f" of {rows:,}"
    return next((node.name for _depth, node in desk.nodes()
                 if (node.name or "").endswith(of_all) and node.name[0].isdigit()), None)


def whole(watch, rows):
    with watch.manner("go to row 900,000"):
        press("Score", 0)
        desk.key("ctrl+g")
        desk.wait("Number of the row")
        desk.type_text("900000")
        desk.key("Return")
        active(", row 900000: ")
    with watch.manner("the next row to fix, the one before"):
        for key, row in (("F8", 900_001), ("shift+F8", 900_000), ("shift+F8", 899_999)):
            desk.key(key)
            active(f", row {row}: ")
    with watch.manner("the rows with this value"):
        press("Rubric", 0)
        desk.key("ctrl+shift+l")
        until(lambda: shown(rows), "all rows are in view")
        desk.key("ctrl+shift+a")
        until(lambda: not shown(rows), "not all rows are in view")
    with watch.manner("the rows with a text"):
        desk.click("Show rows with this text")
        xdotool("sleep", 0.5)
        desk.type_text("polie")
        until(lambda: shown(rows), "all rows are in view")
        desk.key("Escape")
        until(lambda: not shown(rows), "not all rows are in view")
    with watch.manner("found and counted, by part, cell and pattern"):
        press("Score", 0)
        desk.key("ctrl+f")
        desk.wait("Find what")
        desk.type_text("klaus")
        desk.wait(" cells", role="label")
        desk.click("Whole cell")
        desk.wait(" cells", role="label")
        desk.click("Pattern")
        desk.wait(" cells", role="label")
        desk.key("Return")
        desk.click("Part")
        click_named("Close")
    with watch.manner("replaced everywhere"):
        press("Score", 0)
        desk.key("ctrl+h")
        desk.wait("Replace with")
        desk.key("ctrl+a")
        desk.type_text("klaus")
        xdotool("sleep", 0.5)
        desk.click("Replace with", role="entry")
        xdotool("sleep", 0.5)
        desk.type_text("klauz")
        desk.wait("Row 1 · Source:")  # what the first will be
        xdotool("sleep", 0.5)
        desk.click("Replace ", role="push button")
        desk.wait("Undo: “klaus” → “klauz”")
        click_named("Close")
        undone("“klaus” → “klauz”")
    with watch.manner("a column emptied"):
        press("Score", 0)
        desk.key("ctrl+space", "Delete")
        desk.wait("cells emptied")
        desk.key("ctrl+z")
        desk.wait("Redo: ")
        desk.wait(f"{rows:,} read")


def main():
    rows = json.loads(pathlib.Path(f"{FILE}.expected.json").read_text())["rows"]
    program = subprocess.Popen([PROGRAM, "--data-dir", os.environ["HOME"], FILE])
    try:
        desk.wait(f"{rows:,} read", timeout=120)
        watch = Watch(program.pid)
        grid = desk.box("Rows", "table")
        xdotool("mousemove", grid.x + 60, grid.y + 12, "click", 1)
        active("row 1: ")
        parts = [
            ("selecting", lambda: selecting(watch, rows)), ("editing", lambda: editing(watch)),
            ("columns", lambda: columns(watch)), ("whole", lambda: whole(watch, rows)),
            ("clipboard", lambda: clipboard(watch, rows)),
        ]
        for name, part in parts:
            part()
            desk.shot(str(TARGET / "desktop" / f"manners-{name}.png"))
        assert program.poll() is None, "the window is gone"
    except BaseException:
        desk.shot(str(TARGET / "desktop" / "manners-failed.png"))
        raise
    finally:
        program.kill()
    name, longest = watch.longest
    print(f"the window's thread took {longest:.1f} ms at most for itself in one turn, in: {name}")
    print("ok: selecting, editing, columns, the whole file, clipboard")


if __name__ == "__main__":
    main()
