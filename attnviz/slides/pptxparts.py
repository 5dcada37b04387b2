"""What python-pptx has no words for: films that start by themselves, sections, steady bytes."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"  # of the extension, by [MS-PPTX] 2.2.3
_LATE = 1000  # milliseconds that a film may be late: its still must not cut it short
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold

# As PowerPoint itself writes "Start: Automatically": in the main sequence, what begins with the
# sequence (time node 2) and not at a click; the media node says which shape plays, and holds.
# Behind it "Appear, after previous": what enters is not on the slide while the film plays, but in
# print and in every export, which know no time.
_TIMING = """
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
  <p:seq concurrent="1" nextAc="seek">
    <p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>
      <p:par><p:cTn id="3" fill="hold">
        <p:stCondLst><p:cond delay="indefinite"/>
          <p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst>
        <p:childTnLst><p:par><p:cTn id="4" fill="hold">
          <p:stCondLst><p:cond delay="0"/></p:stCondLst>
          <p:childTnLst><p:par>
            <p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold"
                nodeType="afterEffect">
              <p:stCondLst><p:cond delay="0"/></p:stCondLst>
              <p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>
                <p:cTn id="6" dur="{milliseconds}" fill="hold"/>
                <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
              </p:cBhvr></p:cmd></p:childTnLst>
            </p:cTn>
          </p:par></p:childTnLst>
        </p:cTn></p:par>
        <p:par><p:cTn id="8" fill="hold">
          <p:stCondLst><p:cond delay="{end}"/></p:stCondLst>
          <p:childTnLst><p:par>
            <p:cTn id="9" presetID="1" presetClass="entr" presetSubtype="0" fill="hold"
                nodeType="afterEffect">
              <p:stCondLst><p:cond delay="0"/></p:stCondLst>
              <p:childTnLst><p:set><p:cBhvr>
                <p:cTn id="10" dur="1" fill="hold">
                  <p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>
                <p:tgtEl><p:spTgt spid="{still}"/></p:tgtEl>
                <p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst>
              </p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst>
            </p:cTn>
          </p:par></p:childTnLst>
        </p:cTn></p:par></p:childTnLst>
      </p:cTn></p:par>
    </p:childTnLst></p:cTn>
    <p:prevCondLst><p:cond evt="onPrev" delay="0">
      <p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>
    <p:nextCondLst><p:cond evt="onNext" delay="0">
      <p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>
  </p:seq>
  <p:video><p:cMediaNode vol="80000">
    <p:cTn id="7" fill="hold" display="0">
      <p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>
    <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
  </p:cMediaNode></p:video>
</p:childTnLst></p:cTn>
</p:par></p:tnLst></p:timing>
"""


def timing(slide: Any, shape: int, still: int, milliseconds: int) -> None:
    """Let a slide's film start by itself as the slide is entered, and a still follow it.

    Parameters
    ----------
    slide
        With one film, whose timing python-pptx has written: to start at a click.
    shape
        The film's number.
    still
        The number of the picture that stands above the film once it has ended, and in print.
    milliseconds
        How long the film is.
    """
    from pptx.oxml import parse_xml

    ours = "".join(line.strip() + " " for line in _TIMING.splitlines())
    ours = ours.replace("> <", "><").strip()
    theirs = slide._element.find("{*}timing")
    ours = ours.format(
        shape=shape, still=still, milliseconds=milliseconds, end=milliseconds + _LATE
    )
    theirs.getparent().replace(theirs, parse_xml(ours))


def set_size(show: Presentation, width: int, height: int) -> None:
    """Set the slides' size in EMU, and stretch the template's layouts to it for later slides."""
    size: Any = show.part._element.sldSz
    across, down = width / size.cx, height / size.cy
    size.cx, size.cy = width, height
    size.attrib.pop("type", None)  # it names the size that was
    master = show.slide_master
    for shape in [s for page in (master, *master.slide_layouts) for s in page.shapes]:
        if shape._element.xpath("./p:spPr/a:xfrm"):  # others follow their layout's master
            left, width = round(shape.left * across), round(shape.width * across)
            top, height = round(shape.top * down), round(shape.height * down)
            shape.left, shape.top, shape.width, shape.height = left, top, width, height


def section_list(show: Presentation, titles: Sequence[str]) -> None:
    """Group slides under their titles, as PowerPoint's list of slides shows them.

    Parameters
    ----------
    titles
        Of each slide; equal neighbours make a section.
    """
    from lxml import etree  # type: ignore[import-untyped]
    from pptx.oxml.ns import qn

    page = show.part._element
    slides = [slide.get("id") for slide in page.sldIdLst]
    listing = page.find(qn("p:extLst"))
    if listing is None:
        listing = etree.SubElement(page, qn("p:extLst"))
    extension = etree.SubElement(listing, qn("p:ext"), uri=_SECTIONS)
    sections = etree.SubElement(extension, f"{{{_P14}}}sectionLst", nsmap={"p14": _P14})
    for title, group in groupby(zip(titles, slides, strict=True), key=lambda pair: pair[0]):
        members = [slide for _, slide in group]
        number = f"{{{uuid.uuid5(uuid.NAMESPACE_OID, members[0])}}}".upper()
        section = etree.SubElement(sections, f"{{{_P14}}}section", name=title, id=number)
        inside = etree.SubElement(section, f"{{{_P14}}}sldIdLst")
        for slide in members:
            etree.SubElement(inside, f"{{{_P14}}}sldId", id=slide)


def pack(loose: Path, path: Path) -> None:
    """Copy a zip file without the time it was made at, and without deflating films in vain."""
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(path, "w") as packed:
        for name in source.namelist():
            about = zipfile.ZipInfo(name, _EPOCH)
            about.create_system, about.external_attr = 3, 0o644 << 16  # as on any other system
            film = name.endswith((".mp4", ".png"))
            about.compress_type = zipfile.ZIP_STORED if film else zipfile.ZIP_DEFLATED
            packed.writestr(about, source.read(name))
