"""One line of `make bench`, and how its seconds are taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One line of the table: seconds of CPU, the bar, and the peer's seconds where there is one.

    `sound` is false when the figure misses what it should be, whatever time it took.
    """

    figure: str
    cpu_s: float
    bar_s: float
    peer_s: float | None = None
    note: str = ""
    sound: bool = True

    def line(self) -> str:
        peer = "" if self.peer_s is None else f"{self.peer_s:8.2f}"
        ratio = "" if self.peer_s is None else f"{self.peer_s / self.cpu_s:7.1f}x"
        verdict = "met" if self.sound and self.cpu_s <= self.bar_s else "MISSED"
        return (
            f"{self.figure:<58}{self.cpu_s:8.2f}{self.bar_s:8.1f}  {verdict:<7}{peer:>8}{ratio:>9}"
            f"  {self.note}"
        )


def peak_mb(process: int | str = "self") -> float:
    """Return the most memory this process, or another one, has held.

    Not by getrusage: a new process begins there with the peak of the one that started it.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def cpu[T](work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer
