from .booking import ChargeFacts, get_booking, get_closing
from .drift import Charge, find_correction, find_reason, is_explained
from .fitting import Out, PutIn, TakenOut, judge_place, trace
from .netting import Allocation, Need, Supply, allocate
from .peers import MIN_PEERS, PeerCharge, Comparison, Service, compare
from .proposal import is_used_on_job
from .rollup import roll_up
from .reduction import reduce_demands
from .sharing import Claim, share_out
from .salvage import judge_salvage
