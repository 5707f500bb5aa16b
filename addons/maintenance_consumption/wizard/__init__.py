from . import maintenance_parts_remove
from . import maintenance_parts_return
from . import maintenance_parts_return_line
from . import maintenance_parts_warranty
