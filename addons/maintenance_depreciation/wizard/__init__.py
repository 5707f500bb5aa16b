from . import maintenance_reconciliation
