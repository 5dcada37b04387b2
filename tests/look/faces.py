"""Font files that come along with the packages, for tests that need one."""

import importlib
from pathlib import Path

FILES = {
    "sans": "font_source_sans_pro/files/SourceSansPro-Regular.otf",
    "italic": "font_source_serif_pro/files/SourceSerifPro-It.otf",
    "noto": "manimgx_fonts/NotoSans[wdth,wght].ttf",
}


def font(name):
    package, _, file = FILES[name].partition("/")
    folder = Path(importlib.import_module(package).__file__).parent
    found = folder / file
    return found if found.is_file() else next(folder.glob("NotoSans[[]*.ttf"))
