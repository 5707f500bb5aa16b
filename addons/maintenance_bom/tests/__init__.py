from . import test_bom_loops
from . import test_explosion_levels
from . import test_own_lines
from . import test_companies
from . import test_groups
from . import test_line_constraints
