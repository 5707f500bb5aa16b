from . import maintenance_register
from . import maintenance_register_field
