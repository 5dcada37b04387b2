"""A PowerPoint deck, read back: videos that play by themselves, posters, notes, steady bytes."""

import io
import zipfile

import numpy as np
import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from attnviz.errors import AttnvizError, UsageError
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import LIGHT
from attnviz.slides import recode
from attnviz.slides.pptx import slide_size, write_pptx
from tests.decks import SENTENCE, SOURCE, frames, small_deck

NAMES = {"p": "http://schemas.openxmlformats.org/presentationml/2006/main"}


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return small_deck(tmp_path_factory.mktemp("deck"))


@pytest.fixture(scope="module")
def path(deck, tmp_path_factory):
    path = tmp_path_factory.mktemp("pptx") / "deck.pptx"
    assert write_pptx(deck, path) == []
    return path


@pytest.fixture(scope="module")
def show(path):
    return Presentation(str(path))


def find(element, path):
    """Find elements in parts that python-pptx has no classes for."""
    return etree.ElementBase.xpath(element, path, namespaces=NAMES)


def movie_of(slide):
    (movie,) = [shape for shape in slide.shapes if shape.shape_type == 16]  # MEDIA
    return movie


def video_of(slide):
    """Return the bytes of a slide's video, by both of the ways that point to it."""
    element = movie_of(slide)._element
    media = element.xpath(".//*[local-name()='media']")[0].get(qn("r:embed"))
    linked = element.xpath(".//a:videoFile")[0].get(qn("r:link"))
    found = {slide.part.related_part(number).blob for number in (media, linked)}
    assert len(found) == 1
    return found.pop()


def poster_of(slide):
    number = movie_of(slide)._element.xpath(".//a:blip")[0].get(qn("r:embed"))
    return slide.part.related_part(number).blob


def test_a_slide_a_step_filled_by_its_video(deck, show):
    assert len(show.slides) == len(deck.steps)
    for slide, step in zip(show.slides, deck.steps, strict=True):
        movie = movie_of(slide)
        assert (movie.left, movie.top) == (0, 0)
        assert (movie.width, movie.height) == (show.slide_width, show.slide_height)
        assert video_of(slide) == step.video.read_bytes()


def test_every_video_is_in_the_file_once(deck, path):
    with zipfile.ZipFile(path) as package:
        films = [name for name in package.namelist() if name.endswith(".mp4")]
        kinds = package.read("[Content_Types].xml").decode()
    assert len(films) == len(deck.steps)
    assert 'Extension="mp4" ContentType="video/mp4"' in kinds


def test_the_poster_is_the_first_frame(deck, show):
    for slide, step in zip(show.slides, deck.steps, strict=True):
        poster = np.asarray(Image.open(io.BytesIO(poster_of(slide))))
        assert np.array_equal(poster, frames(step.video)[0])


def test_above_the_film_the_last_frame_is_what_print_shows(deck, show):
    for slide, step in zip(show.slides, deck.steps, strict=True):
        film, still = movie_of(slide), list(slide.shapes)[-1]
        assert still.image.blob == step.last.read_bytes()
        assert (still.left, still.top) == (film.left, film.top)
        assert (still.width, still.height) == (film.width, film.height)
        assert still._element.nvPicPr.cNvPr.get("descr") == step.caption


def test_the_last_frame_enters_when_the_film_has_ended(show):
    for slide in show.slides:
        (sequence,) = find(slide._element, ".//p:cTn[@nodeType='mainSeq']")
        effects = find(sequence, ".//p:cTn[@presetClass]")
        assert [effect.get("presetClass") for effect in effects] == ["mediacall", "entr"]
        played, entered = effects
        assert entered.get("nodeType") == "afterEffect"  # without a click, and not before
        assert find(entered, ".//p:spTgt/@spid") == [str(list(slide.shapes)[-1].shape_id)]
        assert find(entered, ".//p:set//p:attrName")[0].text == "style.visibility"
        length = int(find(played, ".//p:cmd//p:cTn/@dur")[0])
        (after,) = find(entered, "../../../p:stCondLst/p:cond/@delay")
        assert int(after) >= length


def test_the_caption_is_in_the_notes_and_describes_the_video(deck, show):
    for slide, step in zip(show.slides, deck.steps, strict=True):
        assert slide.notes_slide.notes_text_frame.text == step.caption
        about = movie_of(slide)._element.nvPicPr.cNvPr
        assert about.get("descr") == step.caption


def test_videos_start_with_their_slide_and_not_at_a_click(deck, show):
    for slide, step in zip(show.slides, deck.steps, strict=True):
        (timing,) = slide._element.findall(qn("p:timing"))
        shape = str(movie_of(slide).shape_id)
        (sequence,) = find(timing, ".//p:cTn[@nodeType='mainSeq']")
        (effect,) = find(sequence, ".//p:cTn[@presetClass='mediacall']")
        assert effect.get("nodeType") == "afterEffect"
        (command,) = find(effect, ".//p:cmd")
        assert (command.get("type"), command.get("cmd")) == ("call", "playFrom(0.0)")
        length = int(find(command, ".//p:cTn/@dur")[0])
        assert length == pytest.approx(100 * step.frames, abs=1)  # milliseconds
        begins = find(sequence, "./p:childTnLst/p:par/p:cTn/p:stCondLst/p:cond[@evt='onBegin']")
        assert find(begins[0], "./p:tn/@val") == [sequence.get("id")]
        (node,) = find(timing, ".//p:video/p:cMediaNode")
        targets = {*find(command, ".//p:spTgt/@spid"), *find(node, ".//p:spTgt/@spid")}
        assert targets == {shape}
        assert not find(timing, ".//p:cond[@evt='onClick']")
        numbers = find(timing, ".//p:cTn/@id")
        assert len(numbers) == len(set(numbers))


def test_the_parts_of_a_slide_stand_in_the_order_of_the_schema(show):
    order = ("cSld", "clrMapOvr", "timing", "extLst")
    for slide in show.slides:
        names = [child.tag.partition("}")[2] for child in slide._element]
        assert names == sorted(names, key=order.index)


def test_slides_have_titles_that_only_outlines_show(deck, show):
    for slide, step in zip(show.slides, deck.steps, strict=True):
        title = slide.shapes.title
        assert title.text_frame.text == f"{step.title}: {step.beat}"
        assert title.top + title.height <= 0


def test_scenes_are_sections(show):
    extensions = show.part._element.xpath("./p:extLst/p:ext/*")
    (listing,) = [e for e in extensions if e.tag.endswith("sectionLst")]
    assert [section.get("name") for section in listing] == ["Attention pattern", "Update"]
    listed = [slide.get("id") for section in listing for slide in section[0]]
    assert listed == [str(slide.slide_id) for slide in show.slides]


def test_properties_say_what_it_is(show):
    about = show.core_properties
    assert (about.title, about.subject, about.language) == (SENTENCE, SOURCE, "en")
    assert about.author.startswith("attnviz ")
    assert "python-pptx" not in about.comments


@pytest.mark.parametrize(
    ("pixels", "inches"),
    [((1280, 720), (40 / 3, 7.5)), ((1080, 1920), (7.5, 40 / 3)), ((800, 800), (7.5, 7.5)),
     ((4000, 200), (56, 2.8))],
)  # fmt: skip
def test_slides_have_the_aspect_of_the_clip(pixels, inches):
    assert slide_size(*pixels) == tuple(round(side * 914_400) for side in inches)


def test_no_slide_is_narrower_than_powerpoint_has_them():
    with pytest.raises(UsageError, match="pass another -r"):
        slide_size(128, 9000)


def test_an_upright_light_deck(tmp_path):
    deck = small_deck(tmp_path, "scene", picture=FrameSettings(144, 256, 10), theme=LIGHT)
    write_pptx(deck, tmp_path / "deck.pptx")
    show = Presentation(str(tmp_path / "deck.pptx"))
    assert (show.slide_width, show.slide_height) == slide_size(144, 256)
    for slide, title in zip(show.slides, ["Attention pattern", "Update"], strict=True):
        assert f"#{slide.background.fill.fore_color.rgb}" == LIGHT.ground
        assert slide.shapes.title.text_frame.text == title


def test_layouts_fit_slides_that_are_added_later(show):
    for page in (show.slide_master, *show.slide_layouts):
        for shape in page.placeholders:
            assert 0 <= shape.left < shape.left + shape.width <= show.slide_width
            assert 0 <= shape.top < shape.top + shape.height <= show.slide_height


def test_the_same_deck_gives_the_same_bytes(deck, path, tmp_path):
    write_pptx(deck, tmp_path / "again.pptx")
    assert (tmp_path / "again.pptx").read_bytes() == path.read_bytes()


def test_a_video_over_the_limit_is_encoded_again_and_that_is_said(deck, tmp_path):
    sizes = [step.video.stat().st_size for step in deck.steps]
    limit = max(sizes) * 2 // 3
    notes = write_pptx(deck, tmp_path / "deck.pptx", limit)
    show = Presentation(str(tmp_path / "deck.pptx"))
    over = [i for i, size in enumerate(sizes) if size > limit]
    assert over
    assert [note.split(":")[0] for note in notes] == [
        f"slide {i + 1} ({deck.steps[i].scene}, {deck.steps[i].beat})" for i in over
    ]
    for i, (slide, step) in enumerate(zip(show.slides, deck.steps, strict=True)):
        video = video_of(slide)
        assert len(video) <= limit
        assert (video == step.video.read_bytes()) == (i not in over)
        (tmp_path / "video.mp4").write_bytes(video)
        shown = frames(tmp_path / "video.mp4")
        assert len(shown) == step.frames
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(poster_of(slide)))), shown[0])


def test_a_video_that_never_fits_is_refused(deck, tmp_path):
    with pytest.raises(AttnvizError, match="lower --quality"):
        write_pptx(deck, tmp_path / "deck.pptx", 1000)


def test_more_than_windows_decodes_is_said(deck, tmp_path, monkeypatch):
    monkeypatch.setattr(recode, "h264_level", lambda video: 5.2)
    (note,) = write_pptx(deck, tmp_path / "deck.pptx")
    assert "level 5.2" in note
    assert "lower --quality or --fps" in note
