def uninstall_hook(env):
    """Keep the cost report, which stays without what this addon adds to it."""
    env["maintenance.cost.report"]._remove_treatment()
