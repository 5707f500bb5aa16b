from .approval import ApprovalRules, needs_manager
from .changes import find_changes
from .failures import summarize_failures
from .obstacles import OrderFacts, find_obstacle
from .replenishment import Held, Replenishment, Short, plan_replenishments, match_lines
from .progress import NOT_ORDERED, UNDECIDED, find_state, find_status
from .purpose import Taker, gather
from .order_surplus import ShareFacts, find_surplus, judge_share
from .rush_reasons import RushFacts, judge_rush
from .pegging import Wish, deal, serve
