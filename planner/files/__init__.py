"""Reading files into tables of text, matching headings, typed parsing; writing files whole."""

from planner.files.comma import write_csv
from planner.files.door import FileFacts, check_file
from planner.files.faults import digits_lost, out_of_range, stored_as_number, uncomputed
from planner.files.features import read_features
from planner.files.folder import parse_month, table_files
from planner.files.headings import LINEAGE, HeadingMap, from_file, match_headings
from planner.files.naming import file_names
from planner.files.preface import headings_of
from planner.files.raw import OddRow, RawTable
from planner.files.read import read_raw
from planner.files.table import absent_column, read_table
from planner.files.tally import counting_rows, rows_of_inputs
from planner.files.toml import read_options, read_toml
from planner.files.typed import Parsed, parse_column, parse_day, plain_text
from planner.files.writing import whole_file, write_text

__all__ = [
    "LINEAGE",
    "FileFacts",
    "HeadingMap",
    "OddRow",
    "Parsed",
    "RawTable",
    "absent_column",
    "check_file",
    "counting_rows",
    "digits_lost",
    "file_names",
    "from_file",
    "headings_of",
    "match_headings",
    "out_of_range",
    "parse_column",
    "parse_day",
    "parse_month",
    "plain_text",
    "read_features",
    "read_options",
    "read_raw",
    "read_table",
    "read_toml",
    "rows_of_inputs",
    "stored_as_number",
    "table_files",
    "uncomputed",
    "whole_file",
    "write_csv",
    "write_text",
]
