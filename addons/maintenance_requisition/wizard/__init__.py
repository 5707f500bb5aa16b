from . import maintenance_low_stock_snooze
