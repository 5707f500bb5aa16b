from . import test_purchase_requests
