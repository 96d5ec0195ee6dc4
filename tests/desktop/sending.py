"""Sending at the real window: the question, a trial and what to look for, a batch without an answer, the week."""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
import desk
from main_job import SIZE, TARGET, palette, shot

PROGRAM = TARGET / "debug" / "scorebridge"
THEMES = ("Light theme", "Dark theme")


def in_both_themes(name, there):
    for theme in THEMES:
        palette(theme)
        desk.wait(there)
        shot(f"{name}-{theme.split()[0].lower()}")


def trial():
    """The sample: the question, one row first, the pause, the rest, the calendar."""
    program = subprocess.Popen([PROGRAM, "demo"])
    try:
        desk.click("Send 965 to Practice…")
        desk.wait("Send 965 scores to Practice?")
        in_both_themes("question", "Send 965 scores to Practice?")
        desk.click("Send 1 first", role="push button")
        desk.wait("Now look for it in")
        in_both_themes("trial", "Now look for it in")
        desk.click("is the UTC day", role="push button")
        desk.wait("Change", role="push button")
        desk.click("It is right: go on with 964 rows…", role="push button")
        desk.wait("Send 964 scores to Practice?")
        desk.click("Send 964 to Practice", role="push button")
        desk.wait("964 accepted")
        desk.click("Week", role="toggle button")
        desk.wait("What was sent")
        in_both_themes("week", "What was sent")
    except BaseException:
        shot("failed")
        raise
    finally:
        program.kill()
        program.wait()


def unknown():
    """A batch that was sent and had no answer, as the window finds it at its start."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "roster.csv").write_text(
            "agent_id,email,name,imported_id,deleted\nagt_1,a@example.com,Amara Okonkwo,E1,false\n")
        lines = [f"agt_1,{10_000_000 + n},test,{80 + n},100,2026-09-1{n}T10:22:31Z" for n in range(8)]
        header = "agent_id,conversation_external_id,source,score,max_score,scored_at"
        (folder / "scores.csv").write_text("\n".join([header, *lines]) + "\n")
        (folder / "script").write_text("202\nclose-after-read\n400 body={\"message\":\"qa_scores[0]: no such rubric\"}\n")
        practice = subprocess.Popen(
            [PROGRAM, "practice", "--script", "script", "--roster", "roster.csv"],
            cwd=folder, stdout=subprocess.PIPE, text=True)
        window = None
        try:
            at = json.loads(practice.stdout.readline())
            data = folder / "data"
            subprocess.run(
                [PROGRAM, "--data-dir", data, "upload", "scores.csv", "--roster", "roster.csv", "--url", at["url"],
                 "--key-env", "DESK_KEY", "--batch-rows", "2"],
                cwd=folder, env=os.environ | {"DESK_KEY": at["key"]}, stdout=subprocess.DEVNULL)
            with sqlite3.connect(data / "journal.sqlite") as journal:
                account, = journal.execute("SELECT id FROM account WHERE kind = 'one_off'").fetchone()
            (data / "settings.toml").write_text(f'account = "{account}"\n')
            window = subprocess.Popen([PROGRAM, "--data-dir", data])
            desk.wait("no answer — may have arrived")
            in_both_themes("unknown-week", "no answer — may have arrived")
            desk.click("Show", role="push button")
            desk.wait("To find out, look these up")
            in_both_themes("unknown", "To find out, look these up")
            palette("What is kept on this computer")
            desk.wait("Sent rows are recognised")
            shot("keeping-dark")
        except BaseException:
            shot("failed")
            raise
        finally:
            for process in (window, practice):
                if process:
                    process.kill()
                    process.wait()


if __name__ == "__main__":
    trial()
    unknown()
    print(f"ok: sending at {SIZE}")
