"""A plan saved over another one: what the first had and the second has not goes away."""

import hashlib
import json

from planner.plan.leftovers import clear_leftovers


def write(folder, names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def digest(name):
    return hashlib.sha256(name.encode()).hexdigest()


def manifest(folder, names):
    path = folder / "manifest.json"
    text = json.dumps({"outputs": {one: digest(one) for one in names}})
    path.write_text(text, encoding="utf-8")
    return path


def left(folder):
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*")}


def test_old_days_go_and_new_ones_stay(tmp_path):
    old = ["tours/M1/2026-10-08.gpx", "tours/M1/2026-10-09.gpx", "tours/M2/2026-10-08.gpx"]
    write(tmp_path, old)
    told = manifest(tmp_path, old)
    removed = clear_leftovers(tmp_path, told, {"tours/M1/2026-10-09.gpx"})
    assert {one.name for one in removed} == {"2026-10-08.gpx"}
    assert left(tmp_path) == {"manifest.json", "tours", "tours/M1", "tours/M1/2026-10-09.gpx"}


def test_what_a_person_changed_or_added_stays(tmp_path):
    write(tmp_path, ["briefs/M1.html", "briefs/notes.txt"])
    told = manifest(tmp_path, ["briefs/M1.html"])
    (tmp_path / "briefs/M1.html").write_text("with remarks", encoding="utf-8")
    assert clear_leftovers(tmp_path, told, set()) == []
    assert {"briefs/M1.html", "briefs/notes.txt"} <= left(tmp_path)


def test_a_manifest_cannot_reach_out_of_its_folder(tmp_path):
    inside = tmp_path / "plan"
    write(tmp_path, ["secret.txt", "plan/a.txt"])
    told = inside / "manifest.json"
    outputs = {"../secret.txt": digest("secret.txt"), str(tmp_path / "secret.txt"): "0"}
    told.write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    assert clear_leftovers(inside, told, set()) == []
    assert (tmp_path / "secret.txt").exists()


def test_a_manifest_that_is_none_removes_nothing(tmp_path):
    write(tmp_path, ["a.txt"])
    for text in ("", "[1]", '{"outputs": 3}', "{"):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        assert clear_leftovers(tmp_path, tmp_path / "manifest.json", set()) == []
    assert clear_leftovers(tmp_path, tmp_path / "none.json", set()) == []
    assert "a.txt" in left(tmp_path)
