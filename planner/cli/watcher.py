"""A process that ends another one which does not hear Ctrl-C: ``watcher.py FD PID SECONDS TEXT``.

It is started by its path, without the package, so that it costs hardly more than nothing.
"""

import os
import select
import signal
import sys
import time


def main() -> None:
    """Wait for the byte of a SIGINT, then for the other's end, and make that come in time."""
    reading, process, seconds, text = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to both
    told = b""
    while told != bytes([signal.SIGINT]):
        told = os.read(int(reading), 1)
        if not told:
            return  # the other is done
    last = time.monotonic() + float(seconds)
    while (left := last - time.monotonic()) > 0:
        if select.select([int(reading)], [], [], left)[0] and not os.read(int(reading), 1):
            return
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
    os.kill(int(process), signal.SIGKILL)


if __name__ == "__main__":
    main()
