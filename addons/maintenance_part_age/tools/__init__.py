from .ages import (
    DUE,
    FAR,
    NEAR,
    UNKNOWN,
    Age,
    add_age,
    age_key,
    is_looked_after,
    judge_age,
)
from .intervals import occurrence
