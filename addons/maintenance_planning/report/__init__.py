from . import maintenance_job_readiness
