from . import maintenance_register_workbook
