from . import maintenance_charge_drift_accept
from . import maintenance_charge_drift
from . import maintenance_reconciliation
from . import maintenance_reconciliation_line
