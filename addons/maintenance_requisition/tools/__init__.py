from .ages import DUE, FAR, NEAR, UNKNOWN, Age, judge_age
from .equivalence import find_sets, newest
from .numbering import number_jobs
from .ordering import Lead, arrival, is_rush, order_by
from .recurrence import occurrence, occurrences
