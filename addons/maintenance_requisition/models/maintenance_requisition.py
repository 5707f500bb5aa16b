from odoo import api, models
from odoo.exceptions import AccessError, UserError


class MaintenanceRequisition(models.AbstractModel):
    """Where the planner is started: by a person, at night, or by a program."""

    _name = "maintenance.requisition"
    _description = "Requisition of Parts"

    @api.model
    def run_planner(self, horizon_days=None, warehouse_ids=None):
        """Derive all needs, shortages and exceptions anew.

        :param horizon_days: how many days to look ahead; the setting of each company if
            left out
        :param warehouse_ids: ids of warehouses; those of the user's companies if left
            out
        :raises AccessError: unless the user is a Planner
        :raises UserError: if a warehouse is not one of the user's companies
        :return: dict ``live`` (whether all these companies are), ``skipped`` (ids of
            warehouses that somebody else is planning at this moment) and
            ``warehouses``: a list of dicts ``warehouse_id``, ``warehouse_name``,
            ``needs``, ``shortages``, ``rush``, ``exceptions``, and how many rows were
            ``created``, ``changed``, ``removed``
        """
        if not self.env.user.has_group("maintenance_bom.group_planner"):
            raise AccessError(self.env._("Only a planner of Asset Parts runs it."))
        domain = [("company_id", "in", self.env.companies.ids)]
        # a planner of parts need not see every warehouse, and plans them all
        warehouses = self.env["stock.warehouse"].sudo().search(domain)
        if warehouse_ids:
            unknown = set(warehouse_ids) - set(warehouses.ids)
            if unknown:
                raise UserError(
                    self.env._(
                        "There is no warehouse with id %s in your companies.",
                        ", ".join(map(str, sorted(unknown))),
                    )
                )
            warehouses = warehouses.filtered(lambda one: one.id in warehouse_ids)
        results, skipped = [], []
        for warehouse in warehouses:
            if warehouse._lock_for_planning():
                planner = self.env["maintenance.planner"]
                results.append(planner._plan(warehouse, horizon_days))
            else:
                skipped.append(warehouse.id)
        return {
            "live": all(warehouses.company_id.mapped("parts_live")),
            "skipped": skipped,
            "warehouses": results,
        }

    @api.model
    def _cron_run_planner(self):
        """Plan every warehouse: nightly, one transaction each."""
        warehouses = self.env["stock.warehouse"].search([])
        progress = self.env["ir.cron"]
        if not warehouses or not progress._commit_progress(remaining=len(warehouses)):
            return
        for warehouse in warehouses:
            if warehouse._lock_for_planning():
                self.env["maintenance.planner"]._plan(warehouse)
            if not progress._commit_progress(1):
                break
