{
    "name": "Maintenance Consumption: Kits",
    "summary": "Issue the components of kits to maintenance jobs",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_consumption", "mrp"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
