from . import test_age_answers
from . import test_age_jobs
from . import test_age_jobs_at_once
from . import test_ages
from . import test_coming_plans
from . import test_recurrence
from . import test_replacements
from . import test_replacements_api
