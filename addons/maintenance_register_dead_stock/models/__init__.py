from . import maintenance_register_proposal
