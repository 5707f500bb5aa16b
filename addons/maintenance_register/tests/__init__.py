from . import test_apply_batch
from . import test_upload
from . import test_upload_export
from . import test_upload_long
from . import test_upload_tour
