from .coming_ages import coming_ages
from .decision import COVERS, TO_ORDER, Decision, Lack, Verdict, decide, share_facts
from .fact_shapes import DRAFT_ORDERS, MOST, RawNeed, Sourcing, Spot
from .keys import number_keys, tell_apart
from .low_stock import Level, Low, find_low
from .minimums import Use
from .news import find_news
from .numbering import number_jobs
from .offers import Offer, choose_offer, choose_usual
from .order_by import LONGEST_DAYS, Lead, arrival, order_by, planned_day
from .recurrence import MOST_OCCURRENCES, find_step, occurrences
from .rejections import (
    Refusal,
    Refused,
    get_valid,
    refuse,
    sum_refused,
    with_refused,
)
from .rush import is_rush
from .spare_stock import share_spare_stock, split_pieces
