"""Answers kept in SQLite, each committed by itself, so that a killed run asks nothing twice.

A row is one answered question: found or no match, never a quota or a fault of the service. The key
is provider, version, question and city; the answer is kept as it came (without any key), with its
date, its datum and how long it may be used. Beside the answers stands how many requests each
provider had each day, so that a daily budget holds over several runs.

Write-ahead logging with ``BEGIN IMMEDIATE`` loses no write of several processes; a plain
read-then-write transaction loses a quarter of them (measured, 4 processes of 300 writes).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from planner.errors import DataError

_VERSION = 1
_WAIT_S = 10.0
_BEIJING = timezone(timedelta(hours=8))
"""The day by which the Chinese services count; for the others any day will do."""
_SCHEMA = f"""
CREATE TABLE answers (
  provider TEXT NOT NULL, version TEXT NOT NULL, query TEXT NOT NULL, city TEXT NOT NULL,
  asked_at TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('found', 'no_match')),
  crs TEXT NOT NULL, ttl_days REAL NOT NULL, may_store INTEGER NOT NULL, raw TEXT NOT NULL,
  PRIMARY KEY (provider, version, query, city));
CREATE TABLE requests (
  provider TEXT NOT NULL, day TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (provider, day));
PRAGMA user_version = {_VERSION};
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose answers: a provider, the version of its interface, and on which terms they are kept."""

    provider: str
    version: str
    crs: str
    may_store: bool
    ttl_days: float
    no_match_ttl_days: float


class Cache:
    """One cache file, open; use as a context manager.

    What is over its time at `opened_at` is dropped on the way in.
    """

    def __init__(self, path: Path, opened_at: datetime, *, where: str) -> None:
        """Name the file; `where` is the setting that is told when it cannot be used."""
        self._where = where
        self._path = path
        self._opened_at = opened_at
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)  # addresses of customers are nobody else's business
            self._base = sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)
            self._open(self._base)
        except (OSError, sqlite3.Error) as error:
            self._close()
            raise self._unusable(str(error)) from error
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def raw(self, source: Source, query: str, city: str, now: datetime) -> str | None:
        """Return the answer kept for a question, None where there is none or its time is over."""
        row = self._one(
            "SELECT raw, asked_at, ttl_days FROM answers"
            " WHERE provider = ? AND version = ? AND query = ? AND city = ?",
            (source.provider, source.version, query, city),
        )
        if row is None:
            return None
        raw, asked_at, ttl_days = row
        alive = now - datetime.fromisoformat(str(asked_at)) < timedelta(days=float(str(ttl_days)))
        return str(raw) if alive else None

    def keep(
        self,
        source: Source,
        query: str,
        city: str,
        *,
        status: Literal["found", "no_match"],
        raw: str,
        now: datetime,
    ) -> None:
        """Write one answer to the disk; it is there when this returns."""
        found_ttl = source.ttl_days
        ttl_days = found_ttl if status == "found" else min(found_ttl, source.no_match_ttl_days)
        with self._writing() as base:
            base.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    source.provider, source.version, query, city,
                    now.astimezone(UTC).isoformat(timespec="seconds"), status,
                    source.crs, ttl_days, int(source.may_store), raw,
                ),
            )  # fmt: skip

    def spend(self, provider: str, many: int, *, at_most: int, now: datetime) -> bool:
        """Count so many requests of today; say no, and count nothing, when they are not left."""
        day = now.astimezone(_BEIJING).date().isoformat()
        with self._writing() as base:
            base.execute("INSERT OR IGNORE INTO requests VALUES (?, ?, 0)", (provider, day))
            done = base.execute(
                "UPDATE requests SET count = count + ?"
                " WHERE provider = ? AND day = ? AND count <= ?",
                (many, provider, day, at_most - many),
            )
            return done.rowcount == 1

    def forget_unstorable(self, provider: str) -> None:
        """Drop the answers that their terms allow for the run alone."""
        with self._writing() as base:
            base.execute("DELETE FROM answers WHERE provider = ? AND NOT may_store", (provider,))

    def _open(self, base: sqlite3.Connection) -> None:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = FULL")
        base.execute("PRAGMA secure_delete = ON")
        with self._writing() as writing:
            found = int(writing.execute("PRAGMA user_version").fetchone()[0])
            empty = writing.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            if found == 0 and empty:
                for statement in _SCHEMA.split(";"):
                    writing.execute(statement)
            elif found != _VERSION:
                raise self._unusable("it is of another program or another version")
            writing.execute(
                "DELETE FROM answers WHERE julianday(?) - julianday(asked_at) > ttl_days",
                (self._opened_at.astimezone(UTC).isoformat(timespec="seconds"),),
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._base is None:
            raise RuntimeError("the cache is closed: use it as a context manager")
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield self._base
            self._base.execute("COMMIT")
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise

    def _one(self, text: str, values: tuple[str, ...]) -> tuple[object, ...] | None:
        if self._base is None:
            raise RuntimeError("the cache is closed: use it as a context manager")
        with closing(self._base.execute(text, values)) as cursor:
            row: tuple[object, ...] | None = cursor.fetchone()
            return row

    def _close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _unusable(self, why: str) -> DataError:
        return DataError(
            f"the cache of answers {self._path.name} cannot be used: {why}",
            where=f"{self._where} = {self._path}",
            mend="name another file, or move this one away; nothing was asked",
        )
