"""The main job of a person at the real window: open the sample, fix a cell by keys, undo, send, read the receipt."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
import desk

TARGET = pathlib.Path(os.environ["CARGO_TARGET_DIR"])
SHOTS = TARGET / "desktop"
SIZE = os.environ.get("SIZE", "1400x900")


def shot(name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    desk.shot(str(SHOTS / f"{name}-{SIZE}.png"))


def palette(words):
    """Runs a command by its name, as a person who knows Ctrl+K does."""
    desk.key("ctrl+k")
    desk.wait("Next row to fix")
    desk.type_text(words)
    desk.wait_gone("Next row to fix")
    desk.wait(words)
    desk.key("Return")
    desk.wait_gone("Search commands")


def heard():
    """What an independent reader hears: the grid, its active cell with the problem, and the sum line."""
    grid = desk.wait("Rows", role="table")
    cell = desk.wait("Agent, row 4", role="table cell")
    assert cell.parent.name == grid.name, "the active cell is not in the grid"
    assert "people list" in cell.description, f"the problem is not said: {cell.description!r}"
    for term in ("1,000 read", "965 ready", "25 to fix", "left out"):
        desk.wait(term)
    # An answer under the pointer is shown before it is given.
    desk.point("Jane Doe?")
    desk.wait("+12 ready")
    shot("preview")
    desk.point("1,000 read")
    desk.wait_gone("+12 ready")
    print(f"heard: {grid.name}, {cell.name}: {cell.description}")


def main():
    program = subprocess.Popen([TARGET / "debug" / "scorebridge", "demo"])
    try:
        desk.wait("965 ready")
        desk.wait("25 to fix")
        desk.wait_above(int(SIZE.split("x")[1]), "965 ready")
        # Keys only: the first row to fix, a known address over the unknown one, and back again.
        desk.key("F8")
        desk.wait("Agent, row 4", role="table cell")
        desk.wait("Row 4")
        heard()
        desk.type_text("gustavo.prado@example.com")
        desk.key("Return")
        desk.wait("966 ready")
        desk.key("ctrl+z")
        desk.wait("965 ready")
        for theme in ("Light theme", "Dark theme"):
            palette(theme)
            for place in ("Week", "Check"):
                desk.click(place, role="toggle button")
                desk.wait("Try the sample" if place == "Week" else "Show rows with this text")
                shot(f"{place.lower()}-{theme.split()[0].lower()}")
        # One click and one confirm.
        desk.click("Send 965 to Practice…")
        desk.wait("Send 965 scores to Practice?")
        shot("confirm-dark")
        desk.click("Send 965 to Practice", role="push button")
        desk.wait("965 accepted by")
        for theme in ("Light theme", "Dark theme"):
            palette(theme)
            desk.wait("965 accepted by")
            shot(f"send-{theme.split()[0].lower()}")
        desk.click("Check", role="toggle button")
        desk.wait("965 already sent")
        assert program.poll() is None, "the window is gone"
        desk.key("alt+F4")
        assert program.wait(timeout=20) == 0, "the window did not close cleanly"
    except BaseException:
        shot("failed")
        raise
    finally:
        program.kill()
    print(f"ok: the main job at {SIZE}")


if __name__ == "__main__":
    main()
