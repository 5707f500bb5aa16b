{
    "name": "Maintenance Consumption: Kits",
    "summary": "Kits planned on a maintenance job are issued as what they are made of",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_consumption", "mrp"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
