"""Clips and grids in notebooks: the notebook in docs/ is run, and what it shows is looked at."""

import base64
import io
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from tests.drawing import decode

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"
S = "a blue creature"


def run(folder, *sources):
    """Run cells and return them with their outputs."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return NotebookClient(notebook, timeout=120, resources=at(folder)).execute().cells


def at(folder):
    return {"metadata": {"path": str(folder)}}


def shown(cell, media):
    """Return what a cell shows as one media type."""
    return [o.data[media] for o in cell.outputs if media in o.get("data", {})]


def movie(html, folder):
    """Return the frames of the video inside a page."""
    (data,) = re.findall(r'src="data:video/mp4;base64,([^"]+)"', html)
    (folder / "shown.mp4").write_bytes(base64.b64decode(data))
    return decode(folder / "shown.mp4")


@pytest.mark.slow
def test_the_notebook_of_the_docs_runs(tmp_path):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(
        cell.get("outputs") for cell in notebook.cells
    )  # none are kept in the repository
    NotebookClient(notebook, timeout=300, resources=at(tmp_path)).execute()
    clip, grid, array, _, magic = (c for c in notebook.cells if c.cell_type == "code")
    assert len(movie(shown(clip, "text/html")[0], tmp_path)) > 100
    assert "array" in shown(array, "text/plain")[0]
    picture = Image.open(io.BytesIO(base64.b64decode(shown(grid, "image/png")[0])))
    assert picture.size == (1920, 1080)
    assert len(np.unique(np.asarray(picture).reshape(-1, 3), axis=0)) > 20  # it is not empty
    frames = movie(shown(magic, "text/html")[0], tmp_path)
    assert frames[0][0, 0, :3].mean() > 200  # the light theme's ground
    assert {path.suffix for path in (tmp_path / "media").iterdir()} == {".mp4", ".json"}


@pytest.mark.slow
def test_the_magic_takes_the_flags_of_the_command(tmp_path):
    flags = "-r 256,144 --fps 5 --pace 8 --captions srt"
    cells = run(
        tmp_path,
        "%load_ext attnviz",
        f"%%attnviz softmax mask {flags}\n{S}",
        "%%attnviz softmax --beat exp -r 256,144\na blue creature",
    )
    assert len(shown(cells[1], "text/html")) == 2
    names = sorted(path.name for path in (tmp_path / "media").glob("*.srt"))
    assert [name.partition("-")[0] for name in names] == ["mask", "softmax"]
    assert "data:image/png" in shown(cells[2], "text/html")[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pattren", "did you mean pattern"),
        ("pattern -q z", "'z'"),
        ("pattern --beat x", "beat"),
        ("", "pattern"),
    ],
)
@pytest.mark.slow
def test_the_magic_says_in_one_line_what_is_wrong(line, said, tmp_path):
    notebook = nbformat.v4.new_notebook()
    sources = "%load_ext attnviz", f"%%attnviz {line} -r 256,144\n{S}"
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(notebook, timeout=120, resources=at(tmp_path), allow_errors=True).execute()
    text = "".join(o.get("text", "") for o in notebook.cells[1].outputs)
    assert said in text
    assert "Traceback" not in text
