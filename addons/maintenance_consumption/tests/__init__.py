from . import test_availability
from . import test_documents
from . import test_job
from . import test_plan
from . import test_quick_issue
