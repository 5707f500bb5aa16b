{
    "name": "Maintenance Dead Stock: Requisitions",
    "summary": "Show on requisitions which parts nobody will need",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_dead_stock", "maintenance_requisition"],
    "data": ["views/maintenance_requisition_line_views.xml"],
    "installable": True,
    "auto_install": True,
}
