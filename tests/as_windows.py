"""Processes of Python that lack what Windows lacks, through a start-up file in a folder.

It shows what a simulation can: functions of POSIX are not there, processes can only be spawned,
text without an encoding is cp1252, and the system tells nothing under /proc. What it cannot show
is paths with backslashes and files that cannot be removed while they are open. `os.uname`
stays: numpy asks for it where `sys.platform` says linux.
"""

import os

START = """
import builtins, io, os, signal, sys

for name in ("fork", "forkpty", "sysconf", "getuid", "geteuid", "getpgid", "killpg", "setsid",
             "sched_getaffinity", "getloadavg", "mkfifo", "statvfs", "nice", "wait3"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGPIPE", "SIGKILL", "SIGALRM", "SIGCHLD", "SIGUSR1", "alarm"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("fcntl", "pwd", "grp", "resource", "termios"):
    sys.modules[name] = None

whole = io.open

def open(file, mode="r", buffering=-1, encoding=None, *rest, **more):
    if str(file).startswith("/proc/"):
        raise FileNotFoundError(2, "no such file", str(file))
    if "b" not in mode and encoding is None:
        encoding = "cp1252"
    return whole(file, mode, buffering, encoding, *rest, **more)

builtins.open = io.open = open

import multiprocessing
multiprocessing.set_start_method("spawn")
"""


def as_windows(folder):
    """Return an environment in which every process of Python starts like that, streams in cp1252.

    Parameters
    ----------
    folder
        An empty one, which it fills.
    """
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(START, encoding="utf-8")
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONIOENCODING": "cp1252",
        "PYTHONUTF8": "0",
        "ATTNVIZ_CACHE_DIR": str(folder / "cache"),
    }
