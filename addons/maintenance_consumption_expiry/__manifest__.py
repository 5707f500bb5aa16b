{
    "name": "Maintenance Consumption: Expiry",
    "summary": "Batches that expire before a maintenance job do not count as available",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_consumption", "product_expiry"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
