from . import test_bom_loops
from . import test_explosion_levels
from . import test_own_lines
