from . import maintenance_bom_attach
from . import maintenance_bom_paste
from . import maintenance_bom_paste_row
from . import maintenance_bom_suggest
from . import maintenance_bom_suggest_line
from . import maintenance_equipment_finding
from . import maintenance_equipment_retire
