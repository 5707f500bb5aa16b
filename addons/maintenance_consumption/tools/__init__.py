from .netting import EPSILON, Allocation, Need, Supply, allocate
from .planning import Plan, Shortage, find_shortages, find_unclaimed, plan_warehouse
from .proposal import Listed, is_used_on_job, next_plan
