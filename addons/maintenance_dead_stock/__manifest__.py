{
    "name": "Maintenance Dead Stock",
    "summary": "Parts that no asset needs any more, and what to do with them",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Maintenance",
    "author": "Asset Parts contributors",
    "license": "LGPL-3",
    "depends": ["maintenance_planning"],
    "data": [
        "security/ir.model.access.csv",
        "security/maintenance_dead_stock_rules.xml",
        "views/product_category_views.xml",
        "wizard/maintenance_dead_stock_difference_views.xml",
        "views/maintenance_dead_stock_views.xml",
        "views/maintenance_dead_stock_snapshot_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["maintenance_dead_stock/static/src/**/*"],
    },
    "demo": ["demo/maintenance_dead_stock_demo.xml"],
    "installable": True,
}
