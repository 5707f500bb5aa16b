"""What can go wrong, as one tree.

::

    SyncError                  anything that ends a command; ``exit_code`` says which
    ├── ConfigError            the configuration is wrong; names file and line     (2)
    ├── SecretMissing          an environment variable is not set                  (2)
    ├── SourceError            the register                                        (3)
    │   ├── SourceUnreachable  no connection, no answer in time, 502 to 504
    │   ├── SourceRefused      it does not let us in, or not do that
    │   │   └── SourceMoved    somebody else has changed the same meanwhile
    │   ├── SourceAnswer       its answer makes no sense: half a body, other shapes
    │   └── SourceShifting     it changes faster than it can be read
    ├── OdooError              Odoo                                                (4)
    │   ├── OdooUnreachable    no connection, no answer in time, 502 to 504
    │   ├── OdooBusy           somebody else changed the same; ask again
    │   ├── OdooDenied         no such key, login or right
    │   ├── OdooTooLarge       the call has more bytes than the server takes
    │   ├── OdooAnswer         what answered is no Odoo, or not one that we know
    │   └── OdooFault          it refuses what was asked; ``name`` says by which error
    ├── PlanStale              a saved plan no longer fits what is there           (5)
    ├── AlreadyRunning         another instance works on the same register         (6)
    └── StateError             the local state file cannot be used                 (7)

A record that cannot be mapped or that Odoo rejects is no error: it is counted, named
with its reason, and the others go on. Then a command that changed something ends with
exit code 1.
"""

EXIT_OK = 0
EXIT_REJECTED = 1


class SyncError(Exception):
    """Ends a command. The text is for people: what went wrong, and the remedy."""

    exit_code = 70


class ConfigError(SyncError):
    """The configuration is wrong. The text has one line ``file:line: what`` each."""

    exit_code = 2


class SecretMissing(SyncError):
    """An environment variable that should hold a secret is not set."""

    exit_code = 2


class SourceError(SyncError):
    """The register failed."""

    exit_code = 3


class SourceUnreachable(SourceError):
    """There was no answer: worth another try.

    ``wait`` is how many seconds the register asked to wait, 0 if it did not say.
    """

    def __init__(self, message: str, wait: float = 0) -> None:
        super().__init__(message)
        self.wait = wait


class SourceRefused(SourceError):
    """The register refuses: wrong credentials, no right, or not in this state."""


class SourceMoved(SourceRefused):
    """Somebody else has changed the same record since it was read."""


class SourceAnswer(SourceError):
    """The register's answer makes no sense."""


class SourceShifting(SourceError):
    """The register changed while it was read, and rows would have been lost."""


class OdooError(SyncError):
    """Odoo failed."""

    exit_code = 4


class OdooUnreachable(OdooError):
    """There was no answer; whether the call took effect is not known.

    ``wait`` is how many seconds the server asked to wait, 0 if it did not say.
    """

    def __init__(self, message: str, wait: float = 0) -> None:
        super().__init__(message)
        self.wait = wait


class OdooBusy(OdooError):
    """Another transaction was in the way; nothing has changed."""


class OdooDenied(OdooError):
    """Odoo does not know the key or login, or the user may not do that."""


class OdooTooLarge(OdooError):
    """The call has more bytes than the server, or what is in front of it, takes."""


class OdooAnswer(OdooError):
    """What answered is not an Odoo that this package knows."""


class OdooFault(OdooError):
    """Odoo refuses what was asked; nothing has changed.

    ``name`` is the error's own, such as ``odoo.exceptions.ValidationError``.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class PlanStale(SyncError):
    """A saved plan no longer fits: Odoo or the register has changed since."""

    exit_code = 5


class AlreadyRunning(SyncError):
    """Another instance works on the same register."""

    exit_code = 6


class StateError(SyncError):
    """The local state file cannot be read or written."""

    exit_code = 7
