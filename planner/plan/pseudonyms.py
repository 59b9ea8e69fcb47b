"""Names for accounts that only the holder of a key can make again."""

import hashlib
import hmac
import os

from planner.errors import OptionError

KEY = "PLANNER_PSEUDONYM_KEY"
"""Environment variable of the key that pseudonyms are made with; it is kept nowhere else."""
_FEWEST_KEY_LETTERS = 16
_LETTERS = 12


def pseudonym(account_no: str, key: bytes) -> str:
    """Return a name for an account.

    A plain hash would not do: all numbers of ten digits are hashed in seconds.
    """
    return hmac.new(key, account_no.encode(), hashlib.sha256).hexdigest()[:_LETTERS].upper()


def read_key() -> bytes:
    """Return the key of the environment.

    Raises
    ------
    OptionError
        There is none, or it is too short to be one.
    """
    key = os.environ.get(KEY, "").strip()
    if len(key) < _FEWEST_KEY_LETTERS:
        raise OptionError(
            f"pseudonyms need a key of at least {_FEWEST_KEY_LETTERS} characters",
            where=f"environment variable {KEY}",
            mend=f"set {KEY} to a random text and keep it outside the output folder",
        )
    return key.encode()
