from . import maintenance_job_readiness
from . import maintenance_part_age
