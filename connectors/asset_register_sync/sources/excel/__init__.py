"""Workbooks of Excel, read in constant memory."""

from .source import WorkbookRegister

__all__ = ["WorkbookRegister"]
