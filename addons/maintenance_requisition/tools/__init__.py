from .ages import (
    DUE,
    FAR,
    NEAR,
    UNKNOWN,
    Age,
    coming_ages,
    is_looked_after,
    judge_age,
)
from .approval import ApprovalRules, needs_manager
from .changes import find_changes
from .dealing import deal
from .decision import COVERS, Decision, Lack, Verdict, decide, share_facts
from .failures import summarize_failures
from .keys import age_key, number_keys, tell_apart
from .low_stock import Level, Low, find_low
from .replenishment import Held, Replenishment, Short, plan_replenishments, match_lines
from .minimums import Use
from .news import find_news
from .numbering import number_jobs
from .offers import Offer, choose_offer, choose_usual
from .ordering import LONGEST_DAYS, Lead, arrival, is_rush, order_by, planned_day
from .progress import NOT_ORDERED, UNDECIDED, find_state, find_status
from .purpose import Taker, gather
from .raw import MOST, RawNeed, Sourcing, Spot
from .reasons import ShareFacts, judge_share
from .recurrence import MOST_OCCURRENCES, find_step, occurrence, occurrences
from .refusals import Refusal, Refused, refuse, sum_refused
from .rush import RushFacts, judge_rush
from .serving import Wish, find_surplus, serve
from .surplus import share_surplus, split_pieces
