from . import maintenance_planner_digest
