"""The configuration: one TOML file for each register."""

from .loading import load
from .models import Config

__all__ = ["Config", "load"]
