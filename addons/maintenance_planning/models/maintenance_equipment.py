from odoo import api, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    @api.model
    def _tell_lifecycle_failures(self, failed):
        table = self.env["maintenance.planning.exception"]
        table._tell_failures("failed_life_cycle", failed)
        return super()._tell_lifecycle_failures(failed)

    @api.model
    def _get_near_domain(self, warehouse):
        """Return the domain of the living assets that get parts from ``warehouse``.

        Those that are there; of the first warehouse of the company also those that are
        in none of its warehouses. What belongs to no company and is in no warehouse
        gets them in one place only: see :meth:`_get_first_of_all`.
        """
        company = warehouse.company_id
        mine = Domain("company_id", "=", company.id)
        within = Domain("active", "=", True)
        near = Domain("location_id.warehouse_id", "=", warehouse.id)
        if warehouse == warehouse.search(mine, limit=1):
            elsewhere = Domain("location_id.warehouse_id", "any", within & mine)
            near |= mine & ~elsewhere
        if warehouse == self._get_first_of_all(warehouse):
            elsewhere = Domain("location_id.warehouse_id", "any", within)
            near |= Domain("company_id", "=", False) & ~elsewhere
        # its day may have come before its state follows
        return (
            near
            & self._get_living_domain()
            & Domain("company_id", "in", (False, company.id))
        )

    @api.model
    def _get_first_of_all(self, warehouses):
        """Return the warehouse of assets that belong to nobody and are nowhere.

        The first of a company that is live: each would buy for them otherwise.
        """
        # of all companies, with all rights: a planner may lack access to some
        warehouses_sudo = warehouses.sudo()
        live = Domain("company_id.parts_live", "=", True)
        return warehouses_sudo.search(live, limit=1) or warehouses_sudo.search(
            [], limit=1
        )

    @api.model
    def _cron_open_age_jobs(self):
        """Leave them to the nightly run of the planner, which opens them first: see
        :meth:`_open_age_jobs_near`.
        """

    @api.model
    def _open_age_jobs_near(self, warehouses):
        """Open jobs for the parts of the assets there that come near their age.

        Only of companies that are live. For all before any is planned: what one lacks
        another may have too much of. Returns the jobs.
        """
        opened = self.env["maintenance.request"]
        for warehouse in warehouses.filtered("company_id.parts_live"):
            company = warehouse.company_id
            # with all rights: due ages are the same for all users of the company
            table = as_superuser(self).with_company(company)
            near = table._get_near_domain(warehouse.with_env(table.env))
            result = table.search(near)._try_open_age_jobs(company._get_today())
            opened |= result["opened"]
            exceptions = self.env["maintenance.planning.exception"]
            exceptions._tell_failures("failed_age", result["failed"], warehouse)
        return opened
