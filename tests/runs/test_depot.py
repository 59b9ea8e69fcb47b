"""Inputs at an address of fsspec: what is fetched is what was put, or it is refused."""

import fsspec
import pytest

from planner.digests import sha256_of
from planner.errors import DataError, OptionError
from planner.runs.depot import fetched, put


@pytest.fixture
def inputs(tmp_path):
    """A file whose name needs care, and a folder of two levels."""
    file, folder = tmp_path / "客户 #1.csv", tmp_path / "roads"
    file.write_bytes(b"account_no\n0035020114\n")
    (folder / "more").mkdir(parents=True)
    (folder / "link.csv").write_bytes(b"link")
    (folder / "more" / "node.csv").write_bytes(b"node")
    return {"customers.file": file, "travel.roads": folder}


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    if request.param == "file":
        return (tmp_path / "depot").as_uri()
    return f"memory://depot/{tmp_path.name}/"


def test_what_is_fetched_is_what_was_put(inputs, url, tmp_path):
    addresses = put(inputs, url)
    values = {"customers": {"file": "/gone", "datum": "WGS84"}, "seed": 7}
    told = fetched(values, addresses, tmp_path / "local")
    assert (told["customers"]["datum"], told["seed"]) == ("WGS84", 7)
    for setting, path in (("customers", "file"), ("travel", "roads")):
        here = tmp_path / "local"
        place, source = told[setting][path], inputs[f"{setting}.{path}"]
        assert place == str(here / sha256_of(source) / source.name)
        assert sha256_of(here / sha256_of(source) / source.name) == sha256_of(source)
    assert values["customers"]["file"] == "/gone"


def test_what_was_cut_short_is_put_again_and_what_was_changed_is_refused(inputs, url, tmp_path):
    address = put(inputs, url)["customers.file"]
    files, there = fsspec.url_to_fs(address)
    whole = files.cat_file(there)
    files.pipe_file(there, whole[:-3])
    assert put(inputs, url)["customers.file"] == address
    assert files.cat_file(there) == whole
    files.pipe_file(there, whole[:-3] + b"5\n\n")
    with pytest.raises(DataError, match=r"客户 #1\.csv is not what was put there"):
        fetched({}, {"customers.file": address}, tmp_path / "local")
    files.rm(there)
    with pytest.raises(DataError, match=r"is not what was put there|cannot be fetched"):
        fetched({}, {"customers.file": address}, tmp_path / "local")


def test_an_address_that_nobody_knows_is_said_plainly(inputs):
    with pytest.raises(OptionError, match="inputs cannot be put at nowhere://in: "):
        put(inputs, "nowhere://in")
