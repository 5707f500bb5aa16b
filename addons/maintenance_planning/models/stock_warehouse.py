from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_ids
from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_bom.models.locking import lock_alone
from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockWarehouse(models.Model):
    _name = "stock.warehouse"
    _inherit = ["maintenance.checked.values", "stock.warehouse"]

    parts_planned_at = fields.Datetime(
        readonly=True, copy=False, help="When the parts were last planned at night."
    )

    parts_derived_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When needs and shortages were last derived, at night or by a person.",
    )

    parts_minimums_at = fields.Datetime(
        readonly=True, copy=False, help="When minimums were last learned from use."
    )

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # with all rights: who archives a warehouse may lack access to planned rows
            as_superuser(self.env["maintenance.planner"])._forget(self)
        return result

    @api.model
    def _get_of_user(self, warehouse_ids):
        """Return the warehouses with these ids, with all rights.

        :param warehouse_ids: list of ids; None or False for all of the user's companies
        :raises UserError: if one is not of the user's companies
        """
        # with all rights: a planner plans all warehouses, also without access to them
        warehouses_sudo = self.sudo().search(
            Domain("company_id", "in", self.env.companies.ids)
        )
        # XML-RPC knows no None
        if warehouse_ids is None or warehouse_ids is False:
            return warehouses_sudo
        warehouse_ids = set(to_ids(self.env, warehouse_ids, "warehouse_ids"))
        unknown = warehouse_ids - set(warehouses_sudo.ids)
        if unknown:
            raise UserError(
                self.env._(
                    "There is no warehouse with id %s in your companies.",
                    ", ".join(sorted(map(str, unknown))),
                )
            )
        return warehouses_sudo.filtered(lambda one: one.id in warehouse_ids)

    @api.model
    def _find_due(self, name, pause):
        """Return the warehouses that wait for nightly work, the longest waiting first.

        :param name: of the field that says when it was done
        :param pause: how long after that it is due again
        """
        before = fields.Datetime.now() - pause
        return self.search(
            ["|", (name, "=", False), (name, "<", before)],
            order=f"{name} NULLS FIRST, id",
        )

    def _do_at_night(self, name, work, logger, kind):
        """Call ``work`` for each of these warehouses, one transaction each, and note
        in the field ``name`` when it was done; see :meth:`_try_at_night`.

        It stops when the time of the scheduled action is up.
        """
        for warehouse in self:
            is_done = warehouse._try_at_night(work, logger, kind)
            if is_done:
                warehouse._set_moment(name)
            if not self.env["ir.cron"]._commit_progress(int(is_done)):
                break

    def _try_at_night(self, work, logger, kind):
        """Call ``work`` for this warehouse; what it has begun is undone if it fails.

        Whatever it is that fails is logged and told, and does not stop the other
        warehouses.

        :param work: function of the warehouse that returns whether it is done
        :param kind: that of the planning exception that tells it
        :return: whether it is done, or need not be tried again this night
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return work(self)
        except SerializationFailure:
            # somebody has done it, or decided, since this transaction began
            self.env.invalidate_all()
            return False
        except Exception as error:
            self.env.invalidate_all()
            logger.exception("The parts of %s are not planned", self)
            self.env["maintenance.planning.exception"]._tell_failures(
                kind, {self: describe_error(error)}, self
            )
            return True

    def _set_moment(self, name):
        """Set a date to now, past the ORM: nobody changed the warehouses."""
        self.env.cr.execute(
            SQL(
                "UPDATE stock_warehouse SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(name),
                fields.Datetime.now(),
                self.ids,
            )
        )
        self.invalidate_recordset([name])

    def _lock_for_planning(self):
        """Lock this warehouse for planning until the transaction ends.

        Returns False at once if another transaction is planning it, as that may take
        long. Others can still refer to the warehouse.
        """
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        # a transaction that began before another run ended cannot see its rows
        lock_alone(self)
        return True

    def _lock_for_decision(self):
        """Lock these warehouses for planning and decisions.

        A transaction that began before another decision ended is run again by Odoo.

        :raises UserError: if one is being planned
        """
        # with all rights: a planner may lack write access to warehouses
        for warehouse in self.sudo().sorted("id"):
            if not warehouse._lock_for_planning():
                raise UserError(
                    self.env._(
                        "The parts of “%s” are being planned at this moment. Try again "
                        "in a minute.",
                        warehouse.display_name,
                    )
                )

    def _get_resupply_route(self, source):
        """Return the route on which ``source`` supplies this warehouse, or none."""
        self.ensure_one()
        return self.resupply_route_ids.filtered(
            lambda route: route.active and route.supplier_wh_id == source
        )[:1]
