"""What all tests share: slow ones run last; in CI a skip must be listed with its reason."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
# As attnviz.cli.main sets it, so that the same numbers come out to the last digit.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What runs in the background of a script has Ctrl-C ignored, and its processes inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("patient", deadline=None)  # a machine that is busy is no failure
settings.load_profile("patient")

skipped: dict[str, str] = {}


def allowed_skips() -> dict[str, str]:
    """Read the list: a line is a test's id (or how it begins), two spaces, the reason."""
    allowed = {}
    for line in ALLOWED_SKIPS.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            test, _, reason = line.partition("  ")
            if not reason.strip():
                raise pytest.UsageError(f"{ALLOWED_SKIPS.name}: no reason is given for {test}")
            allowed[test] = reason.strip()
    return allowed


def unlisted_skips() -> dict[str, str]:
    allowed = tuple(allowed_skips())
    return {test: why for test, why in skipped.items() if not test.startswith(allowed)}


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped[report.nodeid] = report.longrepr[2]


def pytest_collectreport(report):
    if report.skipped:
        skipped[report.nodeid] = report.longrepr[2]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if os.environ.get("CI") and unlisted_skips() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("CI") and (skips := unlisted_skips()):
        terminalreporter.section("skipped, which fails in CI")
        for test, why in skips.items():
            terminalreporter.line(f"{test}: {why}")
        terminalreporter.line(f"mend them, or list them with a reason in {ALLOWED_SKIPS.name}")
