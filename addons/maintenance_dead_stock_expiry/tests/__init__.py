from . import test_expired_stock
