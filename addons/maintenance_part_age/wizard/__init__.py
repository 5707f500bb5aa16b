from . import maintenance_part_age_set_date
