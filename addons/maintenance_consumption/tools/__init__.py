from .netting import EPSILON, Allocation, Need, Supply, allocate
from .planning import Plan, Shortage, find_shortages, find_unclaimed, plan_warehouse
from .proposal import is_used_on_job
