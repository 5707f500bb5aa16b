from .netting import Allocation, Need, Supply, allocate
from .proposal import is_used_on_job
