"""The one door to the network: one request at a time, at a provider's pace, and no key ever shown.

A key goes into a URL and thereby into whatever a library says about that URL. So nothing of the
libraries below leaves this module: their exceptions become a `Reply` with words of our own, their
log lines pass a filter while the door is open, and every text that comes back is cleared of the
key before anybody reads it, since services repeat it in their error messages.
"""

import importlib.util
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, quote_plus, urlencode, urljoin, urlsplit

from pydantic import SecretStr

from planner.errors import OptionError

if TYPE_CHECKING:
    import requests

_LARGEST_BYTES = 1_000_000
_CHUNK_BYTES = 16_384
_REDIRECTS = 3
_TALKATIVE = ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection", "requests")
_GONE = "***"


@dataclass(frozen=True)
class Clock:
    """Time as the door and the cache see it; a test brings its own."""

    steady_s: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: an HTTP status with a body, or status 0 and why there was none.

    `body` and `fault` hold no key. `retry_after_s` is what the service asked for, if it did.
    """

    status: int
    body: str = ""
    fault: str = ""
    retry_after_s: float | None = None


class Redactor(logging.Filter):
    """Takes keys out of texts and log records, however they are written in a URL or in JSON."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        super().__init__()
        forms = {
            form
            for key in (one.get_secret_value() for one in keys)
            for form in (key, quote(key, safe=""), quote_plus(key), key.replace("/", r"\/"))
        }
        longest_first = sorted(forms, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest_first))
        self._pattern = re.compile(pattern, re.IGNORECASE) if forms else None

    def redact(self, text: str) -> str:
        """Return the text with *** where a key stood."""
        return text if self._pattern is None else self._pattern.sub(_GONE, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Clear a log record of another library; it is kept."""
        record.msg, record.args = self.redact(record.getMessage()), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text, record.exc_info = self.redact(repr(record.exc_info[1])), None
        return True


@dataclass(frozen=True)
class Key:
    """What opens the door: the query parameter that carries the key, and the key.

    Where there is a secret, every URL is signed with it: `sign` makes of both the parameter that is
    added.
    """

    param: str
    value: SecretStr
    secret: SecretStr | None = None
    sign: Callable[[str, str], str] | None = None

    @property
    def hidden(self) -> tuple[SecretStr, ...]:
        """All that no text may show."""
        return (self.value,) if self.secret is None else (self.value, self.secret)

    def added_to(self, url: str) -> str:
        """Return a URL with the key, and the signature where there is a secret."""
        value = quote(self.value.get_secret_value(), safe="")
        if f"{self.param}={value}" in url:
            return url
        keyed = f"{url}{'&' if '?' in url else '?'}{self.param}={value}"
        if self.secret is None or self.sign is None:
            return keyed
        return f"{keyed}&{self.sign(keyed, self.secret.get_secret_value())}"


class Door:
    """Open as a context manager; `get` never raises for what the network does.

    Parameters
    ----------
    base_url
        The service. Redirects are followed on this host alone.
    key
        None for a service without.
    requests_per_s
        The pace; waiting happens before a request and only as long as needed.
    timeout_s
        For the connection, for every pause in an answer, and for the whole answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: Key | None = None,
        requests_per_s: float,
        timeout_s: float,
        clock: Clock,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._redactor = Redactor(() if key is None else key.hidden)
        self._pause_s = 1.0 / requests_per_s
        self._timeout_s = timeout_s
        self._clock = clock
        self._next_s = clock.steady_s()
        self._session: requests.Session | None = None

    def __enter__(self) -> Self:
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(self._redactor)
        self._session = _session(self._base_url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            self._session.close()
        for name in _TALKATIVE:
            logging.getLogger(name).removeFilter(self._redactor)

    @property
    def host(self) -> str:
        """Host and port of the service, for texts."""
        return urlsplit(self._base_url).netloc.rpartition("@")[2]

    def redact(self, text: str) -> str:
        """Return a text without the key."""
        return self._redactor.redact(text)

    def get(self, path: str, params: Mapping[str, str]) -> Reply:
        """Ask once, at the agreed pace."""
        self._keep_pace()
        url = f"{self._base_url}{path}?{urlencode(params)}"
        for _ in range(_REDIRECTS + 1):
            reply, target = self._exchange(self._with_key(url))
            if not target:
                return reply
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                elsewhere = self.redact(urlsplit(target).netloc.rpartition("@")[2])
                return Reply(reply.status, fault=f"{self.host} redirects to {elsewhere}")
            url = target
        return Reply(reply.status, fault=f"{self.host} redirects in a circle")

    def _keep_pace(self) -> None:
        wait_s = self._next_s - self._clock.steady_s()
        if wait_s > 0:
            self._clock.sleep(wait_s)
        self._next_s = self._clock.steady_s() + self._pause_s

    def _with_key(self, url: str) -> str:
        return url if self._key is None else self._key.added_to(url)

    def _exchange(self, url: str) -> tuple[Reply, str]:
        """Send one request; return the reply and where it redirects to, if it does."""
        import requests  # noqa: PLC0415  an extra, and a slow import
        import urllib3  # noqa: PLC0415

        if self._session is None:
            raise RuntimeError("the door is closed: use it as a context manager")
        end_s = self._clock.steady_s() + self._timeout_s
        # What went wrong is told by its kind alone: the texts of these errors hold the URL. They
        # are not raised on, since a chained error would carry them along.
        try:
            response = self._session.get(
                url, timeout=self._timeout_s, stream=True, allow_redirects=False
            )
            with response:
                body, fault = self._read(response, end_s)
        except requests.exceptions.SSLError:
            return Reply(0, fault=f"the certificate of {self.host} is not trusted"), ""
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
            return Reply(0, fault=f"{self.host} gave no answer in {self._timeout_s:g} s"), ""
        except (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.ProtocolError):
            return Reply(0, fault=f"the answer of {self.host} broke off"), ""
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError):
            return Reply(0, fault=f"no connection to {self.host}"), ""
        after_s = _retry_after(response.headers.get("Retry-After", ""), self._clock.now())
        target = response.headers.get("Location", "") if response.is_redirect else ""
        reply = Reply(response.status_code, self.redact(body), fault, after_s)
        return reply, _joined(url, target) if target else ""

    def _read(self, response: "requests.Response", end_s: float) -> tuple[str, str]:
        """Read a body piece by piece, so that neither a flood nor a trickle holds us."""
        body = bytearray()
        # What has come so far, not a full piece: a trickle would fill one for hours.
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > _LARGEST_BYTES:
                return "", f"the answer of {self.host} is larger than {_LARGEST_BYTES:,} bytes"
            if self._clock.steady_s() > end_s:
                return "", f"{self.host} gave no whole answer in {self._timeout_s:g} s"
        try:
            return body.decode("utf-8-sig"), ""
        except UnicodeDecodeError:
            return "", f"the answer of {self.host} is not UTF-8 text"


def require_requests(where: str) -> None:
    """Refuse to go on without the library, before anything is prepared.

    Raises
    ------
    OptionError
        The extra `online` is not installed; `where` is the setting that is told.
    """
    if importlib.util.find_spec("requests") is None:
        raise OptionError(
            "to ask a service needs the package requests",
            where=where,
            mend="pip install 'planner[online]', or leave the provider out",
        )


def _session(base_url: str) -> "requests.Session":
    import requests  # noqa: PLC0415  an extra, and a slow import

    class Plain(requests.Session):
        """Leaves redirects alone: even unasked, it would read the whole answer to look for one."""

        def get_redirect_target(self, resp: requests.Response) -> None:
            return None

    session = Plain()
    session.headers["User-Agent"] = "planner/0.1 (electric utility planning; offline by default)"
    session.headers["Accept"] = "application/json"
    # Names and passwords of ~/.netrc belong to other programs.
    session.auth = lambda request: request
    # A service on this machine is not behind the company's proxy.
    session.trust_env = urlsplit(base_url).hostname not in {"localhost", "127.0.0.1", "::1"}
    return session


def _joined(url: str, target: str) -> str:
    """Return where a redirect leads; one that leads nowhere is as good as another host."""
    try:
        return urlsplit(urljoin(url, target)).geturl()
    except ValueError:
        return "http://nowhere"


def _retry_after(text: str, now: datetime) -> float | None:
    """Read a Retry-After header, which is seconds or a date (RFC 9110, 10.2.3)."""
    if text.strip().isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
