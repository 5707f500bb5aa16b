from . import test_apply_batch
