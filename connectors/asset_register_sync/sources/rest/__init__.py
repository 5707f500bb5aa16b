"""Registers with a REST interface that answers JSON."""

from .source import RestRegister

__all__ = ["RestRegister"]
