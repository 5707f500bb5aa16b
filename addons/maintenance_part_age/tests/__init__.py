from . import test_age_answers
from . import test_age_jobs
from . import test_age_withdrawn
from . import test_ages
from . import test_at_once
from . import test_external_api
from . import test_replacements
from . import test_tours
