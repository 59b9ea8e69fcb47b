"""A service on loopback that answers as the test says, and a clock on which nobody waits."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from planner.online import Clock

KEY = "sk-CANARY/7f3a+91=ce"
"""With characters that a URL writes in another way."""


@dataclass
class Said:
    """One answer of the service."""

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """A Content-Length that is not that of the body: the answer breaks off."""
    content_type: str = "application/json"
    before: Callable[[], None] = lambda: None

    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()


class Service(ThreadingHTTPServer):
    """Answers with what `answer` returns for the parameters of a question."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Callable[[dict[str, str]], Said] = lambda params: Said([])
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.write: Callable[[Callable[[bytes], object]], None] | None = None
        """Writes the body in its own way."""
        self.raw: Callable[[Callable[[bytes], object]], None] | None = None
        """Writes the whole answer, status line and headers included."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(params)
        self.server.paths.append(parts.path)
        if self.server.raw is not None:
            self.server.raw(self.wfile.write)
            return
        said = self.server.answer(params)
        said.before()
        body = said.bytes()
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type)
        self.send_header("Content-Length", str(said.length or len(body)))
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # the client went away, as it should
            if self.server.write is not None:
                self.server.write(self.wfile.write)
            else:
                self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serving() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Hands:
    """A clock on which nobody waits: a pause moves its hands."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.pauses: list[float] = []
        self.clock = Clock(
            steady_s=lambda: self.passed_s,
            now=lambda: datetime(2026, 10, 1, 4, tzinfo=UTC) + timedelta(seconds=self.passed_s),
            sleep=self.move,
        )

    def move(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.passed_s += seconds
