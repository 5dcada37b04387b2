"""What processes of the tests do: quickly, badly, or not at all."""

import os
import signal
import time


def double(job, on_progress):
    """Double a number; do what the job asks for otherwise."""
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "sleep":
        time.sleep(60)
    if job == "print":
        print("said at work", flush=True)  # else it comes when the process ends
        return "printed"
    on_progress(1, 2)
    on_progress(2, 2)
    return 2 * job
