{
    "name": "Maintenance Register: Dead Stock",
    "summary": "What retirements that other registers propose leave behind",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_dead_stock", "maintenance_register"],
    "data": ["views/maintenance_register_proposal_views.xml"],
    "installable": True,
    "auto_install": True,
}
