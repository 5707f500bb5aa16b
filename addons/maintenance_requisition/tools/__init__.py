from .ages import DUE, FAR, NEAR, UNKNOWN, Age, judge_age
from .equivalence import find_sets, newest
from .ordering import Lead, arrival, is_rush, order_by
from .recurrence import occurrence, occurrences
