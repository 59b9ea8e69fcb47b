"""Put on the path of child processes by tests: does to a scenario what its name asks for.

A child reads its task as JSON from stdin; that is the moment. Those named in SPARED run as
others do.
"""

import ctypes
import json
import os
import signal
import sys
import time

_load = json.load


def _poisoned(stream, *args, **kwargs):
    task = _load(stream, *args, **kwargs)
    spared = os.getenv("SPARED", "").split(",")
    if stream is sys.stdin and isinstance(task, dict) and task.get("name") not in spared:
        _act(str(task.get("name")))
    return task


def _act(name: str) -> None:
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    elif "crashed" in name:
        ctypes.string_at(0)
    elif "hanging" in name:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        time.sleep(3600)
    elif "memory" in name:
        bytearray(1 << 40)
    elif "raising" in name:
        raise RuntimeError("poison")


json.load = _poisoned
