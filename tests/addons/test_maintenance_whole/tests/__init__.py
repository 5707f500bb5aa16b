from . import test_api_documentation
from . import test_attack
from . import test_callers_context
from . import test_one_at_a_time
from . import test_other_companies
from . import test_planned_with_pending
from . import test_purchase_bills
from . import test_surface
