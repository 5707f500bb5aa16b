from . import maintenance_equipment_retire
