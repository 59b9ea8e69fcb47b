"""Inputs by content at an address that all machines reach: ``s3://bucket/in``, ``file:///mnt/in``.

fsspec knows the schemes. An input lies under its SHA-256 and its name, which the rows of a register
carry: whoever fetches it can tell whether it is what was put there.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.digests import sha256_of
from planner.errors import DataError, OptionError
from planner.scenario import replaced


def put(inputs: Mapping[str, Path], url: str) -> dict[str, str]:
    """Copy inputs to where their content says, unless they are there; return their addresses.

    Raises
    ------
    OptionError
        The address cannot be written to.
    """
    try:
        return {setting: _put(path, url) for setting, path in inputs.items()}
    except (OSError, ValueError, ImportError) as error:
        raise OptionError(
            f"inputs cannot be put at {url}: {error}",
            mend="name an address that fsspec can write to, and install what its scheme needs",
        ) from error


def fetched(
    values: Mapping[str, Any], addresses: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    """Return the values of a scenario with every input in a folder of this machine.

    Raises
    ------
    DataError
        An input is not there, or is not what was put there.
    """
    told = dict(values)
    for setting, address in addresses.items():
        told = replaced(told, setting, str(_get(address, folder)))
    return told


def _put(path: Path, url: str) -> str:
    import fsspec  # noqa: PLC0415  an extra

    address = f"{url.rstrip('/')}/{sha256_of(path)}/{path.name}"
    files, root = fsspec.url_to_fs(address)
    for one, name in _files(path):
        there = f"{root}{name}"
        # A copy that was cut short is shorter; object stores show none.
        if not files.exists(there) or files.size(there) != one.stat().st_size:
            files.makedirs(there.rpartition("/")[0], exist_ok=True)
            files.put_file(str(one), there)
    return address


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a file, or all below a folder, each with what its name adds to the folder's."""
    if path.is_file():
        yield path, ""
    for one in path.rglob("*"):
        if one.is_file():
            yield one, f"/{one.relative_to(path).as_posix()}"


def _get(address: str, folder: Path) -> Path:
    import fsspec  # noqa: PLC0415  an extra

    digest, name = address.split("/")[-2:]
    place = folder / digest / name
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        copy = Path(beside) / name
        try:
            files, root = fsspec.url_to_fs(address)
            for there in files.find(root):
                one = copy / there.removeprefix(root).lstrip("/")
                one.parent.mkdir(parents=True, exist_ok=True)
                files.get_file(there, str(one))
        except (OSError, ValueError, ImportError) as error:
            raise DataError(
                f"{name} cannot be fetched: {error}", where=address, mend="run again from its files"
            ) from error
        if not copy.exists() or sha256_of(copy) != digest:
            raise DataError(
                f"{name} is not what was put there", where=address,
                mend="remove it there, and run again from its files",
            )  # fmt: skip
        if not place.exists():  # another scenario may have fetched it meanwhile
            copy.rename(place)
    return place
