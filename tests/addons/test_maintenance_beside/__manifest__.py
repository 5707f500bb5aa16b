{
    "name": "Maintenance beside other modules",
    "summary": "Tests only: one stock for jobs, production, repairs, sales and bills",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": [
        "maintenance_consumption_expiry",
        "maintenance_consumption_mrp",
        "maintenance_cost",
        "maintenance_requisition",
        "purchase_stock",
        "repair",
        "sale_stock",
        "stock_dropshipping",
    ],
    "installable": True,
}
