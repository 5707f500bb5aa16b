{
    "name": "Maintenance Dead Stock: Expiry",
    "summary": "Batches that have expired are surplus, whoever needs the part",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_dead_stock", "maintenance_consumption_expiry"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
