{
    "name": "Maintenance Requisition: Purchase Requests",
    "summary": "Requisition lines of parts that are bought by purchase request",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_requisition", "purchase_request"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
