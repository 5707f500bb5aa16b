from . import maintenance_part_need
from . import maintenance_request_coming
from . import maintenance_request
from . import maintenance_request_part
