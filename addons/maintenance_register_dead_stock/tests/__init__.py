from . import test_consequences
