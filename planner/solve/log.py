"""What the solver says of its own work, for whoever keeps it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

type Write = Callable[[str], None]

_write: ContextVar[Write | None] = ContextVar("log", default=None)


@contextmanager
def logging_to(write: Write) -> Iterator[None]:
    """Have `write` called with the lines of every solve in the body, from the solver's thread."""
    token = _write.set(write)
    try:
        yield
    finally:
        _write.reset(token)


def writer() -> Write | None:
    """Return who keeps the log, if anybody does."""
    return _write.get()
