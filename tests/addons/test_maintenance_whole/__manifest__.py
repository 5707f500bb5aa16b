{
    "name": "All addons of Asset Parts together",
    "summary": "Tests only: what holds for every model, field and method of ours",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": [
        "maintenance_consumption_expiry",
        "maintenance_consumption_mrp",
        "maintenance_cost",
        "maintenance_dead_stock_sale",
        "maintenance_installed_parts",
        "maintenance_parts_pending",
        "maintenance_planning",
        "maintenance_requisition",
    ],
    "installable": True,
}
