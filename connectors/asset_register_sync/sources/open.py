"""From the configuration to a register."""

from pathlib import Path

from ..config.models import Config
from ..config.rest import RestSource
from ..config.soap import SoapSource
from ..config.workbook import WorkbookSource
from ..retry import Patience
from .base import Source


def open_source(config: Config, folder: Path, patience: Patience) -> Source:
    """Return the register that a configuration names; nothing is asked of it yet.

    :param folder: that of the configuration; paths are relative to it
    :raises SecretMissing: if the environment does not hold its secret
    """
    match config.source:
        case RestSource() as rest:
            from .rest import RestRegister

            return RestRegister(rest, config.push, patience)
        case SoapSource() as soap:
            from .soap import SoapRegister

            return SoapRegister(soap, config.push, folder, patience)
        case WorkbookSource() as workbook:
            from .excel import WorkbookRegister

            return WorkbookRegister(workbook, config, folder)
