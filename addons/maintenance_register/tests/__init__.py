from . import test_access
from . import test_apply_batch
from . import test_at_once
from . import test_changes
from . import test_conflicts
from . import test_external_api
from . import test_query_counts
from . import test_runs
