from .booking import ChargeFacts, get_booking
from .equivalence import find_sets, newest
from .kit_progress import gather, hold, lack, want
from .netting import (
    FOR_ANY,
    Allocation,
    Supply,
    allocate,
    peg_supplies,
    find_dust,
    finite,
    net,
    reckon_bought,
    scale,
    summarize,
)
from .positions import judge_place
from .priority import Need, rank
from .proposal import Listed, choose_proposed, is_used_on_job, next_plan
from .reduction import reduce_demands
from .returning import (
    ISSUE,
    REMOVAL,
    RETURN,
    Balance,
    balance_issues,
    share_return,
)
from .substitution import Substitute, allocate_set
from .taken_parts import Claim, share_out
from .warehouse_netting import Plan, plan_warehouse
