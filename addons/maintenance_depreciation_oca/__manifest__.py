{
    "name": "Maintenance Depreciation: OCA Asset Management",
    "summary": "Assets in the books with OCA's fixed assets",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "AGPL-3",
    "depends": ["maintenance_depreciation", "account_asset_management"],
    "data": [],
    "installable": True,
    "auto_install": True,
}
