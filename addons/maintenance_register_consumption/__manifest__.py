{
    "name": "Maintenance Register: Parts Cost",
    "summary": "Tell other registers what the parts of an asset cost",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_consumption", "maintenance_register"],
    "installable": True,
    "auto_install": True,
}
