from . import maintenance_register_change
from . import stock_move
