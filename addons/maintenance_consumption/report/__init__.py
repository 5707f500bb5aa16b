from . import maintenance_cost_report
from . import maintenance_parts_history
