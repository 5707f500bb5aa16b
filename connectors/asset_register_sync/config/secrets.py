"""Secrets come from the environment, and never get into a message."""

import os
from collections.abc import Mapping

from ..errors import SecretMissing


def get_secret(name: str, environment: Mapping[str, str] | None = None) -> str:
    """Return what the environment variable ``name`` holds, without blanks around it.

    :raises SecretMissing: if it is not set, is empty, or has signs that no header takes
    """
    value = (os.environ if environment is None else environment).get(name, "").strip()
    if not value:
        raise SecretMissing(
            f"the environment variable {name} is not set: it holds the secret"
        )
    if not value.isprintable():
        raise SecretMissing(f"the environment variable {name} holds control characters")
    return value
