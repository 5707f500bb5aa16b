from . import maintenance_equipment_part
