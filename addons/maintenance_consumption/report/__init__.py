from . import maintenance_cost_source
from . import maintenance_charge_query
from . import maintenance_charge_totals
from . import maintenance_charge_facts
from . import maintenance_cost_report
from . import maintenance_cost_booking
from . import maintenance_parts_history
from . import maintenance_peer_comparison
