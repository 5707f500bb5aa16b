from . import test_harvest
