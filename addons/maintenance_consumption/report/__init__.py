from . import maintenance_cost_source
from . import maintenance_cost_report
from . import maintenance_cost_booking
