from . import test_availability
from . import test_job
from . import test_plan
