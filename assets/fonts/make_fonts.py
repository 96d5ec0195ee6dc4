#!/usr/bin/env python3
"""Make the fonts that Scorebridge ships from Debian's fonts-inter (Inter, SIL Open Font License 1.1).

    apt-get install fonts-inter && pip install fonttools && python3 make_fonts.py [FOLDER]

Three files: Regular, SemiBold, and Regular with tabular figures as its only figures, because egui
cannot ask for the OpenType feature `tnum`. Kept are the scripts that European exports hold, arrows,
and the symbols the window draws as text; other scripts come from the system's fonts. Contextual
alternates are dropped: they would draw an id's "->" as an arrow and "2x3" with another x.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

KEPT = [
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin, Latin-1, Latin Extended A and B
    (0x02B0, 0x036F),                    # modifiers, combining marks
    (0x0370, 0x03FF), (0x0400, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),  # Latin Extended Additional, Greek Extended
    (0x2000, 0x206F), (0x2070, 0x209F),  # punctuation, super- and subscripts
    (0x20A0, 0x20BF), (0x2100, 0x214F),  # currency, letter-like
    (0x2190, 0x21FF), (0x2200, 0x22FF),  # arrows, mathematics
    (0x2300, 0x23FF), (0x25A0, 0x25FF),  # keyboard symbols, shapes
    (0x2713, 0x2717),                    # ticks and crosses
    (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
]
FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk"]


def tabular(font: TTFont) -> None:
    """Map every character with a tabular form to that form."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    swap: dict[str, str] = {}
    for index in lookups:
        for table in gsub.LookupList.Lookup[index].SubTable:
            swap.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    if not swap:
        sys.exit("this font has no tabular figures")
    for table in font["cmap"].tables:
        table.cmap = {code: swap.get(name, name) for code, name in table.cmap.items()}


def make(source: pathlib.Path, target: pathlib.Path, family: str, with_tabular: bool) -> None:
    font = TTFont(source)
    if with_tabular:
        tabular(font)
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.hinting = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in KEPT for code in range(low, high + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    font.save(target)
    print(f"{target.name}: {target.stat().st_size // 1024} KiB, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/inter")
    here = pathlib.Path(__file__).parent
    make(folder / "Inter-Regular.otf", here / "Inter-Regular.otf", "Inter subset", False)
    make(folder / "Inter-SemiBold.otf", here / "Inter-SemiBold.otf", "Inter subset SemiBold", False)
    make(folder / "Inter-Regular.otf", here / "Inter-Figures.otf", "Inter subset figures", True)
