"""The planner, in the order in which a run goes through it.

``facts`` and ``needs`` fetch what there is, in sets; ``decision`` and ``shortages``
decide, without Odoo's records; ``transfers`` asks the other warehouses; ``rows`` says
what to write; ``run`` does all that for warehouses, one of which may fail. The model
``maintenance.planner`` is its seam: what other addons know of comes through its hooks.
"""
