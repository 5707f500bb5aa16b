"""Registers with a SOAP interface."""

from .source import SoapRegister

__all__ = ["SoapRegister"]
