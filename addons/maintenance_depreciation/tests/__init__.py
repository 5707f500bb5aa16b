from . import test_access
from . import test_capital_parts
from . import test_keep_or_replace
from . import test_uninstall
