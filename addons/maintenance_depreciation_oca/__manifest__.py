{
    "name": "Maintenance Depreciation: OCA Asset Management",
    "summary": "Assets in the books with OCA's fixed assets",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "AGPL-3",
    "depends": ["maintenance_depreciation", "account_asset_management"],
    "data": [
        "security/ir.model.access.csv",
        "views/account_asset_views.xml",
        "views/maintenance_capital_part_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["maintenance_depreciation_oca/static/tests/tours/*.js"],
    },
    "installable": True,
    "auto_install": True,
}
