from .explosion import (
    Component,
    CycleError,
    Explosion,
    Line,
    OwnLine,
    allocate_slots,
    ancestors,
    descendants,
    explode,
    find_cycle,
    path_from_text,
    path_to_text,
)
from .grouping import choose_bom, group_assets, group_key
from .paste import PastedRow, is_piece, parse_number, parse_table
from .quantities import CRITICALITIES, EPSILON, RANKS, TOLERANCE, take
