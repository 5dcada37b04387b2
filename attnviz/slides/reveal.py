"""A deck as slides for one's own reveal.js deck: a folder of videos, and HTML to paste."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from attnviz.slides.deck import Deck, Step

SNIPPET = "snippet.html"

_HEAD = Template("""\
<!--
  $steps slides for reveal.js: attention on "$sentence"
  $source

  1. Put this folder, $folder, beside the HTML file of your deck.
  2. Paste what follows into that file, inside <div class="reveal"><div class="slides">.

  Each video plays as its slide is entered and holds its last frame, which is also what is printed
  (?print-pdf). Captions are speaker notes: the notes plugin shows them on S.
-->
""")
# As large as the screen, whatever the aspects of clip, slides and screen, except in the overview.
_STYLE = """\
<style>
  html:not(.reveal-print, .print-pdf) .slides section.attnviz-step { height: 100%; padding: 0; }
  .reveal .attnviz-step video {
    position: absolute; left: 50%; top: 50%; transform: translate(-50%, -50%);
    width: 100%; height: 100%; max-width: none; max-height: none; margin: 0;
  }
  .reveal:not(.overview) .attnviz-step video {
    width: calc(var(--viewport-width, 100%) / var(--slide-scale, 1));
    height: calc(var(--viewport-height, 100%) / var(--slide-scale, 1));
  }
  .reveal .attnviz-step img { display: none; }
  html:is(.reveal-print, .print-pdf) .reveal .attnviz-step video { display: none; }
  html:is(.reveal-print, .print-pdf) .reveal .attnviz-step img {
    display: block; width: 100%; height: 85vh; max-width: none; max-height: none; margin: 0;
    object-fit: contain;
  }
  @media print {
    .reveal .attnviz-step video { display: none; }
    .reveal .attnviz-step img { display: block; max-width: 100%; margin: 0; }
  }
</style>
"""
# Without a transition, the first frame stands where the last one stood; paper has the last one.
_SLIDE = Template("""\
<section class="attnviz-step" data-background-color="$ground" data-transition="none">
  <video data-autoplay muted playsinline preload="auto" aria-label="$caption"
    poster="$poster"
    data-src="$video"></video>
  <img src="$still" alt="$caption">
  <aside class="notes">$notes</aside>
</section>
""")


def write_reveal(deck: Deck, folder: Path) -> list[str]:
    """Write videos, posters and a snippet for a reveal.js deck.

    Parameters
    ----------
    folder
        Where, empty; it may be a temporary one, as addresses begin with the deck's own name.

    Returns
    -------
    list of str
        Nothing: there is nothing that its maker must know.
    """
    slides = [_slide(deck, step, folder) for step in deck.steps]
    head = _HEAD.substitute(
        steps=len(slides),
        sentence=_commented(deck.sentence),
        source=_commented(deck.source),
        folder=_commented(deck.name),
    )
    (folder / SNIPPET).write_text("\n".join([head, _STYLE, *slides]), encoding="utf-8")
    return []


def _slide(deck: Deck, step: Step, folder: Path) -> str:
    for file in (step.video, step.first, step.last):
        shutil.copyfile(file, folder / file.name)
    return _SLIDE.substitute(
        ground=deck.theme.ground,
        caption=escape(" ".join(step.caption.split())),
        poster=_address(deck.name, step.first.name),
        still=_address(deck.name, step.last.name),
        video=_address(deck.name, step.video.name),
        notes=escape(step.caption, quote=False).replace("\n", "<br>"),
    )


def _address(folder: str, file: str) -> str:
    return f"./{quote(folder)}/{quote(file)}"


def _commented(text: str) -> str:
    """Keep a text from ending the comment that it stands in."""
    return text.replace("--", "\u2010\u2010").replace(">", "\u203a")
