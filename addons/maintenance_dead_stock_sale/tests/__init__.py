from . import test_sell
