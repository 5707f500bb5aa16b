"""What all models of the configuration have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# a seconds count that nobody wants to be longer than an hour
MOST_SECONDS = 3600

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]


class Part(BaseModel):
    """A table of the file. Keys that nobody knows are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
