from . import maintenance_request
from . import maintenance_request_part
from . import mrp_bom
from . import product_product
from . import stock_move
