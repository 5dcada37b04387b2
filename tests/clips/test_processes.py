"""Processes that share out jobs: each result comes, an ended process is an error, none stays."""

import multiprocessing
import os
import time

import pytest

from attnviz.clips import processes
from attnviz.clips.processes import Team
from attnviz.errors import AttnvizError
from tests.clips.work import double


def test_memory_bounds_how_many_work_at_once(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(8), raising=False)
    for free, most in ((2**40, 8), (3 * 2**30, 3), (2**20, 1)):
        monkeypatch.setattr(processes, "_free_memory", lambda free=free: free)
        assert processes.processes_that_fit() == most
    monkeypatch.undo()
    assert processes._free_memory() > 2**20


@pytest.fixture
def team():
    """Make teams, and see to it that none of their processes stays."""
    teams = []

    def hire(size):
        teams.append(Team(size, double))
        return teams[-1]

    yield hire
    for each in teams:
        each.dismiss()
    assert multiprocessing.active_children() == []


def test_every_job_comes_back_with_its_number_and_tells_how_far_it_is(team):
    heard = []
    jobs = {i: 10 + i for i in range(7)}
    results = dict(team(2).do(jobs, lambda *about: heard.append(about)))
    assert results == {i: 2 * (10 + i) for i in range(7)}
    for i in range(7):
        assert [(now, of) for number, now, of in heard if number == i] == [(1, 2), (2, 2)]


def test_a_team_of_one_does_its_jobs_in_order_and_takes_more_later(team):
    alone = team(1)
    assert list(alone.do({3: 1, 1: 2, 2: 3}, lambda *_: None)) == [(3, 2), (1, 4), (2, 6)]
    assert list(alone.do({0: 5}, lambda *_: None)) == [(0, 10)]
    assert list(alone.do({}, lambda *_: None)) == []


def test_a_process_that_is_ended_is_an_error_of_its_job_and_the_others_are_done(team):
    results = dict(team(1).do({0: 1, 1: "die", 2: 3}, lambda *_: None))
    assert (results[0], results[2]) == (2, 6)
    assert isinstance(results[1], AttnvizError)
    assert "was ended (exit code -9): if memory is short, pass --jobs 1" in str(results[1])


def test_what_is_printed_at_work_does_not_reach_the_standard_output(team, capfd):
    assert list(team(1).do({0: "print"}, lambda *_: None)) == [(0, "printed")]
    said = capfd.readouterr()
    assert (said.out, "said at work" in said.err) == ("", True)


def test_busy_processes_are_ended_too_and_their_ids_are_told(team, monkeypatch):
    monkeypatch.setattr(processes, "_GRACE", 0.2)
    busy = team(2)
    results = busy.do({0: 1, 1: "sleep", 2: "sleep"}, lambda *_: None)
    assert next(results) == (0, 2)
    running = {process.pid for process in multiprocessing.active_children()}
    began = time.monotonic()
    assert set(busy.dismiss()) == running
    assert time.monotonic() - began < 30
    assert multiprocessing.active_children() == []
