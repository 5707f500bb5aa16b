from .drift import Charge, find_correction, find_reason, is_explained
from .netting import Allocation, Need, Supply, allocate
from .proposal import is_used_on_job
