from . import maintenance_planner
from . import maintenance_requisition_line
from . import purchase_request_allocation
from . import purchase_request_line
from . import stock_rule
