"""Workbooks: reading those that people upload, and writing those they download."""
