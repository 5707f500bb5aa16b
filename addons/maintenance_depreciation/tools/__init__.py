from .annual_cost import (
    KEEP,
    REPLACE,
    UNKNOWN,
    get_annual_cost,
    get_recovery_factor,
    judge,
)
from .capital import PartFacts, get_months, is_capital
from .replaced import find_replaced
