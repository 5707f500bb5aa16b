from .netting import Allocation, Need, Supply, allocate
from .proposal import is_used_on_job
from .reduction import reduce_demands
from .sharing import Claim, share_out
