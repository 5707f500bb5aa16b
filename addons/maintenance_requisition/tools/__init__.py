from .ages import DUE, FAR, NEAR, UNKNOWN, Age, judge_age
from .dealing import deal
from .decision import COVERS, Decision, Lack, Verdict, decide
from .equivalence import find_sets, newest
from .lots import Held, Lot, Short, is_refused, make_lots, match_lines
from .numbering import number_jobs
from .offers import Offer, choose_offer
from .ordering import Lead, arrival, is_rush, order_by, planned_day
from .purpose import Taker, gather
from .raw import RawLack, RawNeed, Sourcing
from .recurrence import occurrence, occurrences
from .rush import RushFacts, judge_rush
from .serving import Wish, find_surplus, serve
from .surplus import ShareFacts, judge_share
