from . import mrp_bom
from . import product_product
