"""Text that any format can carry: without the characters that XML and calendars forbid."""

import re

_FORBIDDEN = re.compile(
    "[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]"
)


def allowed(text: str) -> str:
    """Return the text with every control character, lone surrogate and the like as a blank.

    References
    ----------
    XML 1.0 (fifth edition), section 2.2, production Char and the note on what to avoid; RFC 5545,
    section 3.1, CONTROL.
    """
    return _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
