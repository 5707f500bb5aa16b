from . import maintenance_charge_facts
from . import maintenance_cost_report
from . import maintenance_peer_comparison
