from . import test_kits
from . import test_kits_changed
from . import test_kits_quick_issue
from . import test_query_counts
