from . import test_dead_stock_histories
from . import test_rebuild
from . import test_spare_part_categories
from . import test_statuses
from . import test_values
