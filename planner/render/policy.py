"""The content policy of a page: nothing from outside, and only the scripts and styles it has."""

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NONE = "'none'"


def content_policy(page: str, *, images_from: str = "", packed: Sequence[str] = ()) -> str:
    """Return a content policy: nothing from outside, and no script or style but those in `page`.

    `images_from` is a server that pictures may come from, where the scenario names one; `packed`
    are scripts that the page carries compressed.
    """
    images = f"data: blob: {escape(images_from)}".strip()
    scripts = " ".join(_digest(text) for text in [*_SCRIPT.findall(page), *packed])
    styles = " ".join(_digest(text) for text in _STYLE.findall(page))
    return (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src {scripts or _NONE}; style-src {styles or _NONE}; "
        f"img-src {images}; "
        "base-uri 'none'; form-action 'none'\">"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
