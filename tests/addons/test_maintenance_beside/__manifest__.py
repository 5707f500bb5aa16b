{
    "name": "Maintenance beside other modules",
    "summary": "Tests only: jobs, manufacturing, repairs and sales on one stock",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": [
        "maintenance_consumption_mrp",
        "purchase_stock",
        "repair",
        "sale_stock",
        "stock_dropshipping",
    ],
    "installable": True,
}
