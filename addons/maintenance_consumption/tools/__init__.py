from .contents import gather
from .netting import Allocation, Need, Supply, allocate, summarize
from .proposal import is_used_on_job
