from . import maintenance_charge_facts
from . import maintenance_cost_report
