from . import test_coming_plans
from . import test_recurrence
