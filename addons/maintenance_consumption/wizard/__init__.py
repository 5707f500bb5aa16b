from . import maintenance_parts_finish
from . import maintenance_parts_finish_line
from . import maintenance_parts_issue
from . import maintenance_parts_issue_line
from . import maintenance_parts_return
from . import maintenance_parts_return_line
