"""Ctrl-C that is heard in time, whatever the program is at."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WATCHER = Path(__file__).with_name("watcher.py")


@contextmanager
def ends_within(seconds: float, text: str) -> Iterator[None]:
    """End this process some seconds after a Ctrl-C that the body has not heard, with a line.

    Python hears a signal between two of its own steps, and a compiled loop is one step. The
    system's handler writes into a pipe at once, and a process that does nothing else reads it.
    What is on the disk is whole at any moment, so that being killed does no harm.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    watcher = subprocess.Popen(
        [sys.executable, "-IS", str(_WATCHER), str(reading), str(os.getpid()), str(seconds), text],
        pass_fds=(reading,),
    )
    os.close(reading)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        watcher.wait()
