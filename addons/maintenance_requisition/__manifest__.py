{
    "name": "Maintenance Requisition",
    "summary": "The parts that planned and ageing assets will lack, in time to get them",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_consumption", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/maintenance_requisition_rules.xml",
        "data/ir_cron_data.xml",
    ],
    "installable": True,
}
