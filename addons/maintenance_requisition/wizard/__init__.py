from . import maintenance_low_stock_snooze
from . import maintenance_requisition_line_cancel
