{
    "name": "Maintenance Register: Employees",
    "summary": "Owners of assets in other registers are employees",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["hr_maintenance", "maintenance_register"],
    "installable": True,
    "auto_install": True,
}
