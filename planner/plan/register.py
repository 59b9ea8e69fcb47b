"""Check a register without planning, and write the blank one."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.customers import CustomersOptions, RegisterReading, read_customers, template_tables
from planner.files import write_csv
from planner.findings import Action, Language
from planner.render import say_choice, write_tables, write_workbook
from planner.schema import FINDINGS, REGISTER, Column, Table, quarantine_table


@dataclass(frozen=True, eq=False)
class CheckedRegister:
    """A register read and judged; nothing is planned."""

    reading: RegisterReading
    language: Language

    def headline(self) -> str:
        """Say in one line what came of the rows."""
        read, out = self.reading.read_count, len(self.reading.quarantined)
        facts = self.reading.facts
        if self.language == "zh":
            return f"{facts.name}: 读入 {read} 行 = 接受 {read - out} 行 + 隔离 {out} 行"
        return f"{facts.name}: {read} rows read = {read - out} accepted + {out} quarantined"

    def by_rule(self) -> list[tuple[str, str, str, int]]:
        """Return rule id, action, sentence and count, most frequent first."""
        zh = self.language == "zh"
        tally: dict[tuple[str, Action], list[str | int]] = {}
        for one in self.reading.findings:
            entry = tally.setdefault(
                (one.rule.rule_id, one.action), [one.rule.zh if zh else one.rule.en, 0]
            )
            entry[1] = int(entry[1]) + 1
        rows = [
            (key[0], say_choice(key[1].value, self.language), str(told), int(count))
            for key, (told, count) in tally.items()
        ]
        return sorted(rows, key=lambda row: (-row[3], row[0]))

    def save(self, folder: str | Path) -> list[Path]:
        """Write findings.csv, quarantine.xlsx and accepted.parquet; return their paths."""
        folder = Path(folder)
        reading, language = self.reading, self.language
        findings = reading.findings.to_frame(language)
        tables = {
            quarantine_table(reading.quarantined): reading.quarantined,
            FINDINGS: findings,
        }
        return [
            write_csv(folder / "findings.csv", findings),
            write_workbook(
                folder / "quarantine.xlsx", tables, [("", self.headline())], language=language
            ),
            *write_tables(
                {Table("accepted", REGISTER.zh, REGISTER.en, REGISTER.key, REGISTER.columns):
                 reading.rows},
                folder, language=language,
            ),
        ]  # fmt: skip


def check_register(
    path: str | Path, *, account_pattern: str = r"\d{10}|\d{13}", language: Language = "zh"
) -> CheckedRegister:
    """Read a register and judge every row.

    Raises
    ------
    DataError
        The file cannot be read at all.
    """
    options = CustomersOptions.load(
        {"file": Path(path), "account_pattern": account_pattern}, where="planner check"
    )
    return CheckedRegister(read_customers(options), language)


def save_template(path: str | Path) -> Path:
    """Write a blank register: in Chinese and in English, with what the headings mean."""
    sheets: dict[Table, pd.DataFrame] = {}
    for language in ("zh", "en"):
        for name, frame in template_tables(language).items():
            columns = tuple(Column(str(one), "text", str(one), str(one)) for one in frame.columns)
            sheets[Table(name, name, name, (), columns)] = frame
    return write_workbook(path, sheets)
