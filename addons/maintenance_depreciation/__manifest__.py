{
    "name": "Maintenance Depreciation",
    "summary": "Assets in the books: book value, capital parts, retirement",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_cost"],
    "data": [],
    "installable": True,
}
