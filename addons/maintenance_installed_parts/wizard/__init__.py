from . import maintenance_parts_finish
from . import maintenance_parts_remove
from . import maintenance_parts_return_line
from . import maintenance_parts_warranty
