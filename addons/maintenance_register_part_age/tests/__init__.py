from . import test_last_replaced
