"""Registers: where rows come from, and where changes go."""

from .base import Page, Scan, Source
from .open import open_source

__all__ = ["Page", "Scan", "Source", "open_source"]
