from . import test_kit_queries
from . import test_kits
from . import test_kits_changed
from . import test_kits_quick_issue
