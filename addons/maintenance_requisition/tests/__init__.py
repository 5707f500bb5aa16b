from . import test_owners
from . import test_planner
from . import test_warehouses
