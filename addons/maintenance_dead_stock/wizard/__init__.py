from . import maintenance_dead_stock_difference
from . import maintenance_disposition_confirm
