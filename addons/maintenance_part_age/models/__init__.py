from . import maintenance_bom_line
from . import maintenance_equipment_part
from . import maintenance_equipment
from . import maintenance_part_question
from . import maintenance_part_replacement
from . import maintenance_request
from . import maintenance_request_part
from . import stock_move
