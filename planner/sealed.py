"""JSON files that say of themselves whether they are what was written, and of files beside them.

As light as `digests`: what has changed must be known in a moment.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.digests import digest_of, sha256_of_file
from planner.errors import DataError

_SEAL = "seal"
OUTPUTS, MANIFEST = "outputs", "manifest.json"


def seal(facts: Mapping[str, Any]) -> str:
    """Return plain facts as JSON text; its last line is the SHA-256 of what stands before."""
    return _as_text({**facts, _SEAL: digest_of(facts)})


def read_sealed(path: Path, *, what: str, mend: str) -> dict[str, Any]:
    """Return the facts of a sealed file.

    Parameters
    ----------
    what, mend
        For the errors: what the file is, and what to do when it is not there.

    Raises
    ------
    DataError
        It is not there, or a byte of it is not what was written.
    """
    try:
        text = path.read_text(encoding="utf-8")
        facts = dict(json.loads(text))
        sound = text == _as_text(facts) and facts.pop(_SEAL) == digest_of(facts)
    except FileNotFoundError:
        raise DataError(f"there is no {what}", where=str(path), mend=mend) from None
    except (OSError, ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        raise DataError(
            f"the {what} is not what was written",
            where=str(path),
            mend="run the scenario again; what is whole is used again",
        )
    return facts


def damaged(folder: Path, facts: Mapping[str, Any]) -> list[str]:
    """Return the files listed under `outputs` that are missing or not what was written."""
    return [
        name for name, digest in facts[OUTPUTS].items() if _digest_at(f"{folder}/{name}") != digest
    ]


def _digest_at(path: str) -> str:
    """Return the SHA-256 of a file, empty where none can be read."""
    try:
        return sha256_of_file(path)
    except OSError:
        return ""


def _as_text(whole: Mapping[str, Any]) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
