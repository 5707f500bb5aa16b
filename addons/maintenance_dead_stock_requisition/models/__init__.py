from . import maintenance_equipment
from . import maintenance_requisition_line
