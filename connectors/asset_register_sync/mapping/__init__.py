"""Rows of a register become records of Odoo. Pure: no I/O, no clock."""

from .mapper import Mapper, Row, Mapped

__all__ = ["Mapped", "Mapper", "Row"]
