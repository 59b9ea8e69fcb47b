"""Keys of services: from the environment alone, never from a scenario."""

import os

from pydantic import SecretStr

from planner.errors import OptionError
from planner.online.door import Key
from planner.online.signing import Signature

_SHORTEST = 8


def find_key(service: str, param: str, signature: Signature | None, *, where: str) -> Key | None:
    """Return the key of a service, None for one whose `param` is empty: it needs none.

    It is looked for in ``PLANNER_NAME_KEY``; where there is a ``PLANNER_NAME_SECRET`` as well, and
    the service signs, requests are signed with it.

    Raises
    ------
    OptionError
        A variable is not set or cannot be a key; `where` is the setting that is told.
    """
    if not param:
        return None
    value, secret = f"PLANNER_{service.upper()}_KEY", f"PLANNER_{service.upper()}_SECRET"
    key = _from_environment(service, value, where)
    if signature is None or secret not in os.environ:
        return Key(param, key)
    return Key(
        param, key, _from_environment(service, secret, where),
        lambda url, text: f"{signature.param}={signature.digest(url, text)}",
    )  # fmt: skip


def _from_environment(service: str, variable: str, where: str) -> SecretStr:
    text = os.environ.get(variable, "").strip()
    if len(text) < _SHORTEST or not text.isascii() or any(one.isspace() for one in text):
        raise OptionError(
            f"{service} needs a key, and {variable} {'holds none' if text else 'is not set'}",
            where=where,
            mend=f"set the environment variable {variable}; never write a key into a scenario",
        )
    return SecretStr(text)
