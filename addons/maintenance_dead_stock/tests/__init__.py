from . import test_access
from . import test_dead_stock_histories
from . import test_external_api
from . import test_query_counts
from . import test_rebuild
from . import test_spare_part_categories
from . import test_statuses
from . import test_values
