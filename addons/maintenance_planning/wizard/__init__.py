from . import maintenance_go_live
from . import maintenance_low_stock_snooze
from . import maintenance_part_age_set_date
