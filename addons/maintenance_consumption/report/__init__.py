from . import maintenance_charge_query
from . import maintenance_charge_totals
from . import maintenance_charge_facts
from . import maintenance_cost_report
