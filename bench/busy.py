"""Other work on the machine."""

import contextlib
import os
import subprocess


@contextlib.contextmanager
def loops(wanted):
    """A busy loop for each core, as long as it is wanted."""
    started = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(os.cpu_count() if wanted else 0)]
    try:
        yield
    finally:
        for loop in started:
            loop.kill()
            loop.wait()
