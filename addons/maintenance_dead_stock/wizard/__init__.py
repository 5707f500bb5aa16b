from . import maintenance_dead_stock_difference
from . import maintenance_disposition_cancel
from . import maintenance_disposition_confirm
from . import maintenance_equipment_retire
from . import maintenance_equipment_retire_order
from . import maintenance_equipment_retire_part
