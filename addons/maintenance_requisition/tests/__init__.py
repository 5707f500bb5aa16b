from . import test_external_api
from . import test_nightly
from . import test_owners
from . import test_planner
from . import test_two_planners
from . import test_warehouses
