"""Signatures of requests: for keys that a provider ties to a secret and not to an address.

The secret is never sent. It goes into a digest of the question as it is sent, and the service makes
the same digest. MD5 is what the providers document.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus, urlsplit


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameter that carries it, and how it is made from a URL and a secret."""

    param: str
    digest: Callable[[str, str], str]


def baidu(url: str, secret: str) -> str:
    """Return Baidu's sn: of path and query in the order and spelling in which they are sent.

    References
    ----------
    https://lbsyun.baidu.com/index.php?title=lbscloud/api/appendix, annex 2. Its samples spell
    values as `quote_plus` does; so must the URL.
    """
    parts = urlsplit(url)
    return _md5(quote_plus(f"{parts.path}?{parts.query}{secret}"))


def amap(url: str, secret: str) -> str:
    """Return AMap's sig: of the plain parameters, the key among them, by name.

    References
    ----------
    https://lbs.amap.com/faq/quota-key/key/41181
    """
    return _md5(f"{_by_name(url)}{secret}")


def tencent(url: str, secret: str) -> str:
    """Return Tencent's sig: of the path and the plain parameters by name.

    References
    ----------
    https://lbs.qq.com/faq/serverFaq/webServiceKey, section 3
    """
    return _md5(f"{urlsplit(url).path}?{_by_name(url)}{secret}")


def _by_name(url: str) -> str:
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
