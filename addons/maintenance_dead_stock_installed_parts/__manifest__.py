{
    "name": "Maintenance Dead Stock: Installed Parts",
    "summary": "Show which installed parts of retiring assets others can use",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_dead_stock", "maintenance_installed_parts"],
    "data": ["views/maintenance_equipment_retire_views.xml"],
    "installable": True,
    "auto_install": True,
}
