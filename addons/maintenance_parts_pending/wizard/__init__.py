from . import maintenance_parts_finish_line
from . import maintenance_parts_issue
from . import maintenance_parts_missing
