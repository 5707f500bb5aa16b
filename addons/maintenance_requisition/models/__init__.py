from . import maintenance_part_need
