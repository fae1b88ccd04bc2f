"""Converts the web fonts in a folder to what the server needs: TrueType files, and a table of letter widths.

Run by tools/vendor.sh after copying arimo-400.woff2 and arimo-700.woff2 there. Needs fonttools and brotli.
"""

import json
import sys
from pathlib import Path

from fontTools.ttLib import TTFont


def main(folder: Path) -> None:
    widths = {}
    for path in sorted(folder.glob("*.woff2")):
        font = TTFont(path, recalcTimestamp=False)
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        weight = path.stem.rpartition("-")[2]
        widths[weight] = {chr(code): round(advances[glyph][0] / em, 4) for code, glyph in font.getBestCmap().items()}
        font.flavor = None
        font.save(path.with_suffix(".ttf"))
    (folder / "widths.json").write_text(json.dumps(widths, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
