from .criticality import CRITICALITIES, RANKS
from .explosion import (
    Component,
    CycleError,
    Explosion,
    Line,
    OwnLine,
    allocate_slots,
    explode,
    path_from_text,
    path_to_text,
)
from .grouping import choose_bom, group_assets, group_key
from .loops import ancestors, descendants, find_cycle
from .paste import PastedRow, is_piece, parse_number, parse_table
from .quantities import EPSILON, TOLERANCE, take
