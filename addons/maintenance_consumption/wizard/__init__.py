from . import maintenance_parts_return
from . import maintenance_parts_return_line
