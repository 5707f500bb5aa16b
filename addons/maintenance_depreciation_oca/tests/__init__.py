from . import test_access
from . import test_capital_parts
from . import test_histories
from . import test_oca_suite
from . import test_in_the_browser
