{
    "name": "Maintenance BOM",
    "summary": "Bills of materials from assets to spare parts, and where-used",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["stock_maintenance"],
    "data": [],
    "installable": True,
}
