"""What python-pptx has no words for: steady bytes, sections, and layouts of another size."""

import zipfile

import pytest
from pptx import Presentation

from attnviz.slides.pptxparts import pack, section_list, set_size


def show_of(count):
    show = Presentation()
    for _ in range(count):
        show.slides.add_slide(show.slide_layouts[6])
    return show


def sections(show):
    found = [e for e in show.part._element.iter() if e.tag.endswith("}section")]
    return [(s.get("name"), [slide.get("id") for slide in s[0]], s.get("id")) for s in found]


def test_neighbours_of_one_title_are_a_section_and_no_slide_is_in_two():
    show = show_of(5)
    section_list(show, ["Mask", "Mask", "Update", "Mask", "Mask"])
    found = sections(show)
    assert [name for name, *_ in found] == ["Mask", "Update", "Mask"]
    ids = [str(slide.slide_id) for slide in show.slides]
    assert [i for _, members, _ in found for i in members] == ids
    assert [len(members) for _, members, _ in found] == [2, 1, 2]
    assert len({number for *_, number in found}) == 3


def test_the_same_slides_have_the_same_sections_again():
    one, other = show_of(3), show_of(3)
    for show in (one, other):
        section_list(show, ["Mask", "Update", "Update"])
    assert sections(one) == sections(other)


@pytest.mark.parametrize("size", [(12_192_000, 6_858_000), (6_858_000, 12_192_000)])
def test_layouts_are_stretched_with_the_page(size):
    show = Presentation()
    shapes = [shape for layout in show.slide_layouts for shape in layout.shapes]
    placed = [s for s in shapes if s._element.xpath("./p:spPr/a:xfrm")]
    before = [(shape.left / show.slide_width, shape.top / show.slide_height) for shape in placed]
    set_size(show, *size)
    assert (show.slide_width, show.slide_height) == size
    for page in (show.slide_master, *show.slide_layouts):
        for shape in page.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= size[0]
            assert 0 <= shape.top <= shape.top + shape.height <= size[1]
    assert placed
    assert [(s.left / size[0], s.top / size[1]) for s in placed] == [
        pytest.approx(spot, abs=1e-4) for spot in before
    ]


def loose(path, time):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("a.xml", b"<a/>" * 100),
            ("media/b.mp4", bytes(500)),
            ("c.png", b"c"),
        ):
            archive.writestr(zipfile.ZipInfo(name, time), content)
    return path


def test_a_package_packed_at_any_time_has_the_same_bytes(tmp_path):
    for i, time in enumerate([(2020, 1, 1, 0, 0, 0), (2026, 11, 22, 8, 30, 0)]):
        pack(loose(tmp_path / f"loose{i}", time), tmp_path / f"{i}.pptx")
    assert (tmp_path / "0.pptx").read_bytes() == (tmp_path / "1.pptx").read_bytes()


def test_films_and_pictures_are_stored_and_the_rest_is_deflated(tmp_path):
    pack(loose(tmp_path / "loose", (2020, 1, 1, 0, 0, 0)), tmp_path / "x.pptx")
    with zipfile.ZipFile(tmp_path / "x.pptx") as packed:
        kinds = {about.filename: about.compress_type for about in packed.infolist()}
        assert packed.read("a.xml") == b"<a/>" * 100
        assert packed.read("media/b.mp4") == bytes(500)
    stored = [name for name, kind in kinds.items() if kind == zipfile.ZIP_STORED]
    assert stored == ["media/b.mp4", "c.png"]
    assert kinds["a.xml"] == zipfile.ZIP_DEFLATED
