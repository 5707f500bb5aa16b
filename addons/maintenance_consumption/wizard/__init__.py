from . import maintenance_charge_drift_correction
from . import maintenance_charge_drift_words
from . import maintenance_charge_drift
from . import maintenance_parts_return
from . import maintenance_parts_return_line
from . import maintenance_reconciliation_rows
from . import maintenance_reconciliation
from . import maintenance_reconciliation_line
