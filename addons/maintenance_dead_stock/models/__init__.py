from . import maintenance_dead_stock
from . import maintenance_dead_stock_snapshot
from . import maintenance_equipment
from . import maintenance_planner
from . import maintenance_planning_exception
from . import product_category
from . import res_company
from . import res_config_settings
