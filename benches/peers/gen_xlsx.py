#!/usr/bin/env python3
"""Write a synthetic workbook of QA scores as Excel would save it, the same bytes for the same arguments.

    gen_xlsx.py ROWS OUT.xlsx [--seed 1]

Ten columns: texts by the table of shared strings, numbers, dates as serial numbers with a date format,
percentages with a percent format. Standard library only.
"""
import argparse
import random
import zipfile

COLUMNS = ("agent_id", "conversation_id", "source", "score", "max_score", "rubric", "notes", "reviewer",
           "scored_at", "share")
NOTES = ("Greeted the customer and confirmed the account", "Missed the closing question, good empathy otherwise",
         "Escalated, see ticket; tone was calm", "Réponse claire et polie", "Process followed")
RUBRICS = ("Support QA v3", "Chat quality", "Compliance, EU", "Voice scorecard")
NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{NS}" xmlns:r="{REL}"><sheets>'
    '<sheet name="Scores" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{NS}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    places = {}

    def text(at, value):
        return f'<c r="{at}" t="s"><v>{places.setdefault(value, len(places))}</v></c>'

    with zipfile.ZipFile(args.out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        def put(name, body):
            book.writestr(zipfile.ZipInfo(name), HEAD + body, zipfile.ZIP_DEFLATED)

        for name, body in PARTS.items():
            put(name, body)
        letters = "ABCDEFGHIJ"
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        info.compress_type = zipfile.ZIP_DEFLATED
        with book.open(info, "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{NS}"><sheetData><row r="1">'.encode())
            sheet.write("".join(text(f"{at}1", name) for at, name in zip(letters, COLUMNS)).encode() + b"</row>")
            for row in range(2, args.rows + 2):
                top = 100 if rng.random() < 0.9 else 20
                score = round(rng.uniform(0, top), 2)
                sheet.write((
                    f'<row r="{row}">' + text(f"A{row}", f"agt_{rng.randrange(5000):06d}")
                    + f'<c r="B{row}"><v>{10_000_000 + row}</v></c>' + text(f"C{row}", "klaus")
                    + f'<c r="D{row}"><v>{score!r}</v></c><c r="E{row}"><v>{top}</v></c>'
                    + text(f"F{row}", rng.choice(RUBRICS)) + text(f"G{row}", rng.choice(NOTES))
                    + text(f"H{row}", f"reviewer{rng.randrange(60)}@example.com")
                    + f'<c r="I{row}" s="1"><v>{46_000 + row / 86_400:.9f}</v></c>'
                    + f'<c r="J{row}" s="2"><v>{round(score / top, 4)!r}</v></c></row>'
                ).encode())
            sheet.write(b"</sheetData></worksheet>")
        strings = "".join(f"<si><t>{value}</t></si>" for value in places)
        put("xl/sharedStrings.xml", f'<sst xmlns="{NS}" uniqueCount="{len(places)}">{strings}</sst>')


if __name__ == "__main__":
    main()
