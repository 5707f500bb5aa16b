"""Registers that are known: configurations without addresses and secrets.

``read("netbox")`` gives what the file ``netbox.toml`` says.
"""

import tomllib
from importlib import resources
from typing import Any


def get_names() -> list[str]:
    """Return the names of the presets."""
    files = resources.files(__name__).iterdir()
    return sorted(
        file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")
    )


def read(name: str) -> dict[str, Any]:
    """Return a preset as the tables of a configuration.

    :raises KeyError: if there is none of that name
    """
    names = get_names()
    if name not in names:
        raise KeyError(f"there is no preset “{name}”; there are: {', '.join(names)}")
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
