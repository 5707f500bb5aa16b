# who sees how a charge is booked
ACCOUNTANTS = "account.group_account_readonly,account.group_account_invoice"
# who sees what assets and jobs cost
COST_GROUPS = f"maintenance_bom.group_planner,{ACCOUNTANTS}"
