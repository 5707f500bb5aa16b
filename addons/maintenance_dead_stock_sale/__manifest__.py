{
    "name": "Maintenance Dead Stock: Sales",
    "summary": "Surplus parts are sold by quotation",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_dead_stock", "sale_stock"],
    "data": ["views/maintenance_disposition_views.xml"],
    "installable": True,
    "auto_install": True,
}
