from .ages import DUE, FAR, NEAR, UNKNOWN, Age, judge_age
from .decision import COVERS, EPSILON, Decision, Lack, Verdict, decide
from .keys import age_key, number_keys, tell_apart
from .low_stock import Level, Low, find_low
from .minimums import Use
from .news import find_news
from .numbering import number_jobs
from .ordering import Lead, arrival, is_rush, order_by
from .raw import RawNeed, Sourcing
from .recurrence import occurrence, occurrences
from .surplus import share_surplus, split_pieces
