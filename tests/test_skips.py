"""A test that is skipped fails CI, unless it is listed with its reason."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = "import pytest\n\ndef test_it():\n    pytest.skip('no reason at all')\n"
SKIPPING_MODULE = "import pytest\n\npytest.importorskip('surely_not_there')\n"


def outcome(folder, ci, test=SKIPPING, allowed=""):
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "allowed_skips.txt").write_text(allowed)
    (folder / "test_one.py").write_text(test)
    environment = {**os.environ, "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "."]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_skip_passes_on_a_persons_own_machine(tmp_path):
    assert outcome(tmp_path, ci="")[0] == 0


def test_a_skip_fails_ci_and_is_named(tmp_path):
    status, said = outcome(tmp_path, ci="true")
    assert status == 1
    assert "test_one.py::test_it: Skipped: no reason at all" in said


def test_a_skipped_module_fails_ci(tmp_path):
    test = SKIPPING_MODULE + "\ndef test_it(): pass\n"
    (tmp_path / "test_two.py").write_text("def test_other(): pass\n")
    status, said = outcome(tmp_path, ci="true", test=test)
    assert status == 1
    assert "test_one.py" in said


def test_a_listed_skip_passes_ci(tmp_path):
    assert outcome(tmp_path, ci="true", allowed="test_one.py::test_it  because\n")[0] == 0


def test_a_listed_skip_needs_a_reason(tmp_path):
    assert outcome(tmp_path, ci="true", allowed="test_one.py::test_it\n")[0] != 0


@pytest.mark.xfail(reason="shows that an expected failure is no skip", strict=True)
def test_an_expected_failure_is_no_skip():
    raise AssertionError
