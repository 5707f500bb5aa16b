from . import maintenance_register_column
from . import maintenance_register_export
from . import maintenance_register_upload
from . import maintenance_register_upload_batch
from . import maintenance_register_upload_column
from . import maintenance_register_upload_line
from . import maintenance_register_upload_sheet
from . import maintenance_register_upload_diff
