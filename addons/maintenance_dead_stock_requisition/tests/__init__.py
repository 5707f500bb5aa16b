from . import test_requisitions
