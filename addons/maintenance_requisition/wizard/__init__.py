from . import maintenance_go_live
from . import maintenance_requisition_line_cancel
