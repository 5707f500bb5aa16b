{
    "name": "Maintenance Register: Part Ages",
    "summary": "When parts were last replaced, as other registers know it",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_part_age", "maintenance_register"],
    "installable": True,
    "auto_install": True,
}
