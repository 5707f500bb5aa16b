"""A record on its way through a batch."""

from dataclasses import dataclass, field

from ..tools.keys import REJECTED


@dataclass(eq=False)
class Item:
    """A record on its way."""

    index: int
    # what was sent
    raw: object = None
    external_id: str = ""
    row: int = 0
    # what was read of it, None as long as nobody needs it
    record: object = None
    digest: str = ""
    binding: object = None
    asset: object = None
    is_new: bool = False
    is_matched: bool = False
    # {key: value}; of a reference its id
    theirs: dict = field(default_factory=dict)
    ours: dict = field(default_factory=dict)
    taken: dict = field(default_factory=dict)
    disputed: list = field(default_factory=list)
    base: dict = field(default_factory=dict)
    # the day on which it retired there, False if it has not, None if it does not say
    retired_on: object = None
    result: str = ""
    reason: str = ""
    changes: list = field(default_factory=list)
    first: object = None

    @property
    def is_open(self):
        return not self.result

    @property
    def agreed(self):
        """{key: what both sides agreed on last}; of a reference its id and its name."""
        return (self.binding and self.binding.agreed) or {}

    def reject(self, reason):
        self.result, self.reason = REJECTED, reason


@dataclass
class Known:
    """What is known of a record that came before."""

    id: int
    state: str
    digest: str
    asset_id: int
    name: str
    agreed: dict
    retired_on: object
    run_id: int

    @property
    def is_tombstone(self):
        return self.state == "deleted" or not self.asset_id


class Missing:
    """Stands for a record that is to be created."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return isinstance(other, Missing) and other.name == self.name

    def __hash__(self):
        return hash(self.name)

    def __bool__(self):
        return True


def is_same_text(agreed, name):
    """Return whether a register still calls something as it did before.

    :param agreed: {"id", "text"} of a reference, or anything else
    """
    return isinstance(agreed, dict) and agreed.get("text") == name
