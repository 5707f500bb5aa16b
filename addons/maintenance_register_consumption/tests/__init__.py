from . import test_parts_cost
