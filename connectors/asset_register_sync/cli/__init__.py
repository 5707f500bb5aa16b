"""The commands: they call ``engine`` and print what it returns."""
