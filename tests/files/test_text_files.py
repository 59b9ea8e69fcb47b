"""Text files: encoding, separator, quotes, rows that do not fit, physical row numbers."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.files import headings_of, read_raw
from planner.schema import REGISTER

TEXT = "户号,户名,合同容量\n0035020114,示例电子有限公司,2850\n0035020115,𠮷㐂酒店,630\n"


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_every_encoding_gives_the_same_cells(tmp_path, encoding, told):
    raw = read_raw(write(tmp_path, TEXT, encoding))
    assert raw.facts.encoding == told
    assert raw.frame["户名"].tolist() == ["示例电子有限公司", "𠮷㐂酒店"]
    assert raw.frame["户号"].tolist() == ["0035020114", "0035020115"]


def test_latin_1_is_never_guessed(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes("户号,名\n1,".encode() + b"\xe9\n")
    with pytest.raises(DataError, match="neither UTF-8 nor GB18030"):
        read_raw(path)


def test_two_chinese_characters_that_pass_for_other_letters_are_a_question(tmp_path):
    path = tmp_path / "r.csv"
    chinese = "id,name\n1,模式\n".encode("gb18030")
    assert chinese.decode("utf-8").endswith("ģʽ\n")
    path.write_bytes(chinese)
    with pytest.raises(DataError, match="encoding is uncertain"):
        read_raw(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path, separator):
    raw = read_raw(write(tmp_path, TEXT.replace(",", separator)))
    assert list(raw.frame.columns) == ["户号", "户名", "合同容量"]


def test_words_that_other_readers_take_for_missing_stay_words(tmp_path):
    raw = read_raw(write(tmp_path, "a,b\nNA,NULL\nNone,nan\n"))
    assert raw.frame.to_numpy().tolist() == [["NA", "NULL"], ["None", "nan"]]


def test_rows_with_other_cell_counts_are_set_aside_and_nothing_shifts(tmp_path):
    raw = read_raw(write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n"))
    assert raw.frame["c"].tolist() == ["3", "12"]
    assert raw.source_rows.tolist() == [2, 5]
    assert [(row.source_row, row.cells) for row in raw.odd_rows] == [
        (3, ("4", "5")),
        (4, ("6", "7", "8", "9")),
    ]


def test_blank_lines_are_no_rows_but_count(tmp_path):
    raw = read_raw(write(tmp_path, "a,b\n\n1,2\n,\n3,4\n"))
    assert raw.source_rows.tolist() == [3, 5]


def test_commas_quotes_and_line_breaks_inside_quotes_are_one_cell(tmp_path):
    raw = read_raw(write(tmp_path, 'a,b\n"一,""二""\n三",2\n3,4\n'))
    assert raw.frame["a"].tolist() == ['一,"二"\n三', "3"]
    assert raw.source_rows.tolist() == [2, 3]


@pytest.mark.parametrize("text", ['a,b\n1,"2\n3,4\n', 'a,b\n1,"2"x\n3,4\n'])
def test_an_odd_quotation_mark_stops_the_reading_and_tells_the_row(tmp_path, text):
    with pytest.raises(DataError, match="quotation mark") as fault:
        read_raw(write(tmp_path, text))
    assert "row 2" in fault.value.where


def test_a_quote_that_swallows_the_file_is_refused(tmp_path):
    lines = "\n".join(f"{one},x" for one in range(200))
    with pytest.raises(DataError, match="quotation mark"):
        read_raw(write(tmp_path, f'a,b\n1,"{lines}"\n2,3\n'))


def test_a_nul_character_sets_the_row_aside(tmp_path):
    raw = read_raw(write(tmp_path, "a,b\n1,x\0y\n2,z\n"))
    assert raw.frame["a"].tolist() == ["2"]
    assert "NUL" in raw.odd_rows[0].reason


def test_two_columns_of_one_heading_are_refused(tmp_path):
    with pytest.raises(DataError, match="备注"):
        read_raw(write(tmp_path, "户号,备注,备注\n1,2,3\n"))


cells = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=8
)


@settings(deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=8))
def test_every_row_that_holds_anything_is_read_or_set_aside(rows, tmp_path_factory):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["甲", "乙", "丙"], *rows])
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(stream.getvalue().encode("utf-8"))
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        with pytest.raises(DataError):
            read_raw(path)
        return
    raw = read_raw(path)
    assert len(raw.frame) + len(raw.odd_rows) == len(filled)
    assert raw.frame.to_numpy().tolist() == [row for row in filled if len(row) == 3]


def test_an_accent_inside_a_word_of_plain_letters_is_utf8_beyond_doubt(tmp_path):
    path = tmp_path / "plants.csv"
    path.write_text("id,city\n1,Lüliang Shi\n2,Wuhu Shi\n", encoding="utf-8")
    assert read_raw(path).frame["city"].tolist() == ["Lüliang Shi", "Wuhu Shi"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_headings_below_a_title_are_found_whatever_parts_the_cells(tmp_path, separator):
    text = "大客户台账\n\n" + TEXT.replace(",", separator)
    raw = read_raw(write(tmp_path, text), known=headings_of(REGISTER))
    assert raw.frame["户号"].tolist() == ["0035020114", "0035020115"]
    assert raw.source_rows.tolist() == [4, 5]
    assert raw.facts.above == ("大客户台账",)


def test_a_file_whose_headings_nobody_knows_has_them_in_its_first_row(tmp_path):
    raw = read_raw(write(tmp_path, "a,b\n户号,1\n"), known=headings_of(REGISTER))
    assert list(raw.frame.columns) == ["a", "b"]


def test_a_name_full_of_other_separators_does_not_part_the_cells(tmp_path):
    text = TEXT.replace("示例电子有限公司", '"' + "a;" * 9 + '"')
    for known in (headings_of(REGISTER), frozenset()):
        assert "户号" in read_raw(write(tmp_path, text), known=known).frame
