from . import maintenance_dead_stock_difference
