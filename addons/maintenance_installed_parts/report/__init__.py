from . import maintenance_cost_report
from . import maintenance_equipment_lot
