from . import maintenance_go_live
from . import maintenance_low_stock_snooze
