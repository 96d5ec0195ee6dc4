#!/usr/bin/env python3
"""Makes the built-in sample: sample_maestroqa.csv and sample_roster.csv, beside this file.

An export of MaestroQA's total scores with the usual dirt, and the people in it. Everyone is invented.
The same seed gives the same bytes: run it and look at `git diff`.

Of the 1,000 rows, 25 are to be fixed and 10 are left out:
  12 of an agent whom the people list does not know, 7 scores "n.a.x", 2 above the maximum,
   1 negative score, 1 day that does not exist, 1 without a date, 1 line with too few cells;
   6 not graded (N/A), 2 calibrations, 2 repeated lines.
"""

import csv
import datetime as dt
import pathlib
import random
import uuid

SEED = 20261120
ROWS = 1000
HERE = pathlib.Path(__file__).parent
LAST_DAY = dt.datetime(2026, 11, 19)
DAYS = 32

COLUMNS = (
    "gradable_id agent_id agent_name agent_email rubric_id rubric_name rubric_score max_rubric_score comment "
    "date_graded grader grade_type ticket_created_at date_first_started date_first_graded date_reported_as source "
    "total_grading_time alignment_score target_answer_id original_grader"
).split()

AGENTS = """Amara Okonkwo;Bruno Castellano;Chloé Lefèvre;Dmitri Voss;Eilidh O'Connor;Farid Haddad;Grace Lindqvist
Hiro Tanabe;Jane Doe;Ines Carvalho;Jonas Weber;Kateryna Bondar;Léa Moreau;Mateusz Zieliński;Noor Rahman;Oskar Nyström
Priya Raman;Quentin Dubois;Rosa Jiménez;Søren Kjær;Tomás Herrera;Uma Krishnan;Viktor Horák;Wanjiru Mwangi;Xin Yue
Yusuf Demir;Zoë van Dijk;Anneke Bakker;Björn Sigurðsson;Catarina Sousa;Darius Novak;Emeka Obi;Fatima Zahra
Gustavo Prado;Hannah Fischer;Ibrahim Sesay;Jelena Petrović;Kwame Mensah;Lucía Ortega;Miro Halonen""".replace("\n", ";").split(";")
REVIEWERS = ["Nadia Brandt", "Owen Pryce", "Sofia Marchetti", "Theo Lindgren"]
LEAVER = "Grace Lindqvist"

# name, id, points, the source of its tickets
RUBRICS = [
    ("Email Quality v4", "hB3rWqS6nYvK2xTzD", 100, "zendesk", 6),
    ("Chat Quality", "uJ9fXdM5aPgR8cQeL", 20, "intercom", 3),
    ("Voice Compliance", "w2KsNbE7tZyC4vHmF", 60, "five9", 2),
]

COMMENTS = [
    "",
    "",
    "",
    "Great.",
    "Clear and kind.",
    "Right answer, abrupt tone.",
    "Closed before confirmation.",
    "Verification done, disclosure read, \"thank you\" missing.",
    "Right answer, abrupt tone.\nCustomer asked twice for an ETA.",
    "Très bonne réponse, une faute de frappe.",
    "Sehr gute Lösung, aber ohne Begrüßung.",
    "Muy buena atención; faltó ofrecer más ayuda.",
    "Macro used, name not changed.",
    "Investigation step skipped.\n\nSee the article “Refunds after 30 days”.",
    "Proactive follow-up.",
    "Długi czas odpowiedzi, ale pełne wyjaśnienie.",
]

ASCII = str.maketrans("éèíñśóöøæüðćáëł", "eeinsoooaudcael")


def email(name: str) -> str:
    plain = name.lower().replace("'", "").replace("ń", "n").translate(ASCII)
    return ".".join(plain.split(" ", 1)).replace(" ", "-") + "@example.com"


def agent_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, email(name)))


def zendesk_id(name: str) -> str:
    return str(10061553640000 + 11 + AGENTS.index(name) * 7)


def excel(moment: dt.datetime, places: int) -> str:
    """A time as the export has it: forced to text for Excel, with a fraction cut of its zeros."""
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    fraction = f"{moment.microsecond / 1e6:.{places}f}"[1:].rstrip("0").rstrip(".") if places else ""
    return f'="{text}{fraction}"'


def make_rows(rng: random.Random) -> list[dict[str, str]]:
    level = {name: rng.uniform(0.74, 0.97) for name in AGENTS}
    weights = [rubric[4] for rubric in RUBRICS]
    rows = []
    for ticket in sorted(rng.sample(range(48000, 61000), ROWS)):
        name = rng.choice(AGENTS)
        rubric, rubric_id, points, source, _ = rng.choices(RUBRICS, weights)[0]
        if name == LEAVER:  # her address is gone from the export; the ticket system's id is left
            rubric, rubric_id, points, source, _ = RUBRICS[0]
        graded = LAST_DAY - dt.timedelta(days=DAYS * (1 - len(rows) / ROWS))
        graded = graded.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(
            hours=rng.uniform(7, 18), milliseconds=rng.randrange(1000)
        )
        while graded.weekday() > 4:
            graded -= dt.timedelta(days=1)
        seconds = rng.randrange(120, 900)
        started = graded - dt.timedelta(seconds=seconds, milliseconds=rng.randrange(1000))
        created = started - dt.timedelta(hours=rng.uniform(10, 70))
        share = min(1.0, max(0.2, rng.gauss(level[name], 0.09)))
        score = round(share * points * 2) / 2 if points == 100 else round(share * points)
        if rng.random() < 0.008:
            score = 0  # an auto-fail is a real zero
        rows.append(
            {
                "gradable_id": str(ticket) if source == "zendesk" else f"2154698{ticket:08}" if source == "intercom" else f"00{ticket}417",
                "agent_id": zendesk_id(name),
                "agent_name": name,
                "agent_email": "" if name == LEAVER else email(name),
                "rubric_id": rubric_id,
                "rubric_name": rubric,
                "rubric_score": f"{score:g}",
                "max_rubric_score": str(points),
                "comment": "Auto-fail: refund promised outside policy." if score == 0 else rng.choice(COMMENTS),
                "date_graded": excel(graded, 3),
                "grader": email(rng.choice(REVIEWERS)),
                "grade_type": "grading",
                "ticket_created_at": "Unknown" if source == "five9" and rng.random() < 0.2 else excel(created, 0),
                "date_first_started": excel(started, 3),
                "date_first_graded": excel(graded, 3),
                "date_reported_as": excel(graded, 3),
                "source": source,
                "total_grading_time": str(seconds),
                "alignment_score": "",
                "target_answer_id": "",
                "original_grader": "",
            }
        )
    return rows


def spoil(rng: random.Random, rows: list[dict[str, str]]) -> None:
    """Puts the dirt in: each spoiled row in one way, none of them twice."""
    free = [at for at, row in enumerate(rows) if row["agent_name"] != LEAVER and row["rubric_score"] != "0"]
    first = 3  # the first one is in view as soon as the file is open
    places = [first] + rng.sample([at for at in free if at > 12], 34)
    take = lambda count: [rows[places.pop(0)] for _ in range(count)]

    for row in take(12):
        row |= {"agent_id": "10061553649931", "agent_name": "Jane Doe", "agent_email": "j.doe@example.com"}
    for row in take(7):
        row["rubric_score"] = "n.a.x"
    for row in take(2):
        row["rubric_score"] = f"{int(row['max_rubric_score']) * 1.05:g}"
        row["comment"] = "Bonus point for proactive follow-up."
    for row in take(1):
        row["rubric_score"] = "-5"
    for row in take(1):
        row["date_graded"] = '="2026-11-31 09:14:00"'
    for row in take(1):
        row["date_graded"] = "Unknown"
    for row in take(1):
        row["total_grading_time"] = None  # the line ends there
    for row in take(6):
        row["rubric_score"] = "N/A"
        row["comment"] = "All criteria marked N/A."
    for row in take(2):
        row |= {
            "grade_type": "calibration_review",
            "original_grader": row["grader"],
            "alignment_score": str(rng.randrange(70, 100)),
            "target_answer_id": "a7GkR2mVnXs5PwTqL",
        }
    for at in places:  # a line that was exported twice: the one before it again
        source = at - 1
        while source in places or rows[source]["grade_type"] != "grading" or rows[source]["rubric_score"] in ("N/A", "n.a.x"):
            source -= 1
        rows[at] = dict(rows[source])


def write_scores(rows: list[dict[str, str]]) -> None:
    with open(HERE / "sample_maestroqa.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            cells = [row[column] for column in COLUMNS]
            writer.writerow(cells[: cells.index(None)] if None in cells else cells)


def write_roster() -> None:
    with open(HERE / "sample_roster.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["agent_id", "email", "name", "imported_id", "zendesk", "five9", "deleted"])
        for at, name in enumerate(AGENTS):
            leaver = str(name == LEAVER).lower()
            writer.writerow([agent_id(name), email(name), name, f"E{at + 11:04}", zendesk_id(name), f"five9-{20411 + at}", leaver])
        for name in REVIEWERS:  # they score and are not scored: no agent_id
            writer.writerow(["", email(name), name, "", "", "", "false"])


if __name__ == "__main__":
    seeded = random.Random(SEED)
    scores = make_rows(seeded)
    spoil(seeded, scores)
    write_scores(scores)
    write_roster()
