from . import maintenance_rush_report
