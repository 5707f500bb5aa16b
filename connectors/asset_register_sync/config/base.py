"""What all models of the configuration have in common."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

# a seconds count that nobody wants to be longer than an hour
MOST_SECONDS = 3600

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


def _check_url(url: str) -> str:
    if not _URL.fullmatch(url):
        raise ValueError(
            "an address begins with http:// or https:// and holds no user or password"
        )
    return url


_URL = re.compile(r"https?://[^\s/@]+(/\S*)?")
Url = Annotated[str, AfterValidator(_check_url)]


class Part(BaseModel):
    """A table of the file. Keys that nobody knows are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
