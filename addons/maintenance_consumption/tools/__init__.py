from .fitting import Out, PutIn, TakenOut, judge_place, trace
from .netting import Allocation, Need, Supply, allocate
from .proposal import is_used_on_job
from .salvage import judge_salvage
