from .replacements import KIND, read_replacements
