"""The desktop of one test: the window as a screen reader hears it, real keys, real clicks, pictures.

Runs inside `session`. Waiting means looking again until a named thing is there; what is not there in
time fails with the whole accessible tree printed.
"""
import subprocess
import sys
import time

import pyatspi


class Missing(Exception):
    """A thing that should be on the screen is not."""


def nodes(root=None, depth=0):
    """Every accessible thing on the desktop: (depth, node)."""
    root = root or pyatspi.Registry.getDesktop(0)
    yield depth, root
    for index in range(root.childCount):
        child = root.getChildAtIndex(index)
        if child is not None:
            yield from nodes(child, depth + 1)


def value(node):
    for read in (lambda: str(node.queryValue().currentValue), lambda: node.queryText().getText(0, 200)):
        try:
            return read()
        except Exception:
            continue
    return ""


def tree():
    """The accessible tree as text."""
    lines = []
    for depth, node in nodes():
        try:
            here = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            at = f"@{here.x},{here.y} {here.width}x{here.height}"
        except Exception:
            at = ""
        lines.append(f"{'  ' * depth}{node.getRoleName()} {node.name!r} {value(node)!r} {at}")
    return "\n".join(lines)


def find(text, role=None):
    """The first thing whose name (or text) holds `text`, without regard to case; None where there is none."""
    want = text.lower()
    for _depth, node in nodes():
        if node.getRoleName() in ("application", "frame", "window"):
            continue
        if role and node.getRoleName() != role:
            continue
        if want in (node.name or "").lower() or want in value(node).lower():
            return node
    return None


def wait(text, role=None, timeout=60):
    """Looks until a thing is there."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            node = find(text, role)
        except Exception:  # the tree changed while it was read
            node = None
        if node is not None:
            return node
        time.sleep(0.1)
    raise Missing(f"{text!r} did not appear in {timeout} s; the window shows:\n{tree()}")


def wait_gone(text, role=None, timeout=60):
    """Looks until a thing is gone."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            if find(text, role) is None:
                return
        except Exception:
            pass
        time.sleep(0.1)
    raise Missing(f"{text!r} is still there after {timeout} s; the window shows:\n{tree()}")


def box(text, role=None, timeout=60):
    """Where a thing is on the screen, once it is there."""
    return wait(text, role, timeout).queryComponent().getExtents(pyatspi.DESKTOP_COORDS)


def point(text, role=None, timeout=60):
    """Moves the real pointer to the middle of a thing."""
    at = box(text, role, timeout)
    x, y = at.x + at.width // 2, at.y + at.height // 2
    subprocess.run(["xdotool", "mousemove", str(x), str(y)], check=True)


def click(text, role=None, timeout=60, button=1):
    """Clicks the middle of a thing with the real pointer."""
    point(text, role, timeout)
    subprocess.run(["xdotool", "click", str(button)], check=True)


def wait_above(bottom, text, role=None, timeout=60):
    """Looks until a thing ends above that line of the screen."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        at = box(text, role, timeout)
        if at.y + at.height <= bottom:
            return
        time.sleep(0.1)
    raise Missing(f"{text!r} reaches below {bottom}; the window shows:\n{tree()}")


def key(*keys):
    """Presses real keys."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def type_text(text):
    """Types a text with real keys."""
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)


def shot(path):
    """A picture of the whole screen, once it stands still: what is told may be drawn a moment later."""
    before = None
    for _try in range(20):
        now = subprocess.run(["import", "-window", "root", "rgb:-"], check=True, stdout=subprocess.PIPE).stdout
        if now == before:
            break
        before = now
        time.sleep(0.2)
    subprocess.run(["import", "-window", "root", path], check=True)


if __name__ == "__main__":
    sys.exit(tree())
