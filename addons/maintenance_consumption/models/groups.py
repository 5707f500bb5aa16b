# who sees what assets and jobs cost
COST_GROUPS = (
    "maintenance_bom.group_planner,account.group_account_readonly,"
    "account.group_account_invoice"
)
