from .netting import Allocation, Need, Supply, allocate
from .peers import MIN_PEERS, Charge, Comparison, Service, compare
from .proposal import is_used_on_job
