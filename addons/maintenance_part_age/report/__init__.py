from . import maintenance_part_age
