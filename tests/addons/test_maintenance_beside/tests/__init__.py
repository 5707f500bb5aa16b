from . import test_asset_purchases
from . import test_demand
from . import test_expiry_planned
from . import test_pending
from . import test_places
from . import test_sales_and_purchases
