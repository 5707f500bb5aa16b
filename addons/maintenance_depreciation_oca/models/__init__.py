from . import account_asset
from . import account_move
from . import account_move_line
from . import maintenance_capital_part
from . import maintenance_equipment
from . import maintenance_fixed_asset_ledger
from . import res_company
