"""SHA-256 of files, folders, plain values and our own source: what keys and manifests are made of.

Nothing heavy is imported here: whether anything has changed must be known in a moment.
"""

import functools
import hashlib
import importlib.metadata
import json
from io import FileIO
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
_CHUNK = 1 << 16


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    if path.is_dir():
        digest = hashlib.sha256()
        for one in sorted(child for child in path.rglob("*") if child.is_file()):
            digest.update(f"{one.relative_to(path).as_posix()}\0{sha256_of(one)}\n".encode())
        return digest.hexdigest()
    return sha256_of_file(str(path))


def sha256_of_file(path: str) -> str:
    """Return the SHA-256 of a file; a sweep has thousands of small ones, so paths are text here."""
    digest = hashlib.sha256()
    with FileIO(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of(value: Any) -> str:  # noqa: ANN401  any plain value
    """Return the SHA-256 of a plain value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def source_digest(*parts: str) -> str:
    """Return the SHA-256 of the package's own source, or of some of its folders and modules.

    A result that older code made is no longer ours, whatever the version says: between two
    releases the version stands still.
    """
    digest = hashlib.sha256()
    for part in parts or (".",):
        home = _PACKAGE / part
        files = sorted(home.rglob("*.py")) if home.is_dir() else [home]
        for one in files:
            digest.update(f"{one.relative_to(_PACKAGE).as_posix()}\0".encode())
            digest.update(one.read_bytes())
    return digest.hexdigest()


@functools.cache
def version_of(package: str) -> str:
    """Return the installed version of a package."""
    return importlib.metadata.version(package)
