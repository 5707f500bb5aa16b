from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    get_visible_names,
)


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    parts_issue_type_id = fields.Many2one(
        "stock.picking.type",
        check_company=True,
        copy=False,
        help="The operation type of parts issued to assets from this warehouse.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses._supply_jobs_without_warehouse()
        return warehouses

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._supply_jobs_without_warehouse()
        elif "active" in vals:
            self._send_jobs_elsewhere()
        return result

    def _filter_usable(self, company):
        """Return those of these warehouses that are active and of ``company``."""
        return self.filtered(lambda one: one.active and one.company_id == company)

    def _supply_jobs_without_warehouse(self):
        """Let open jobs of these companies that have no warehouse get one.

        They were made while the company had none; nobody would plan their parts.
        """
        # with all rights: who makes a warehouse may lack access to some jobs
        jobs_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo.search(
            Domain("warehouse_id", "=", False)
            & Domain("company_id", "in", self.company_id.ids)
            & jobs_sudo._get_open_domain()
        )._compute_warehouse_id()

    def _send_jobs_elsewhere(self):
        """Let open jobs take their parts from another warehouse than these, which are
        archived: from the one that they would have without a person's choice.

        Raises if parts are planned, and the company has no other warehouse: nobody
        would get them.
        """
        # with all rights: who archives a warehouse may lack access to some jobs
        jobs_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo = jobs_sudo.search(
            Domain("warehouse_id", "in", self.ids) & jobs_sudo._get_open_domain()
        )
        jobs_sudo._compute_warehouse_id()
        left = jobs_sudo.filtered(lambda job: job.part_ids and not job.warehouse_id)
        for company, jobs in left.grouped("company_id").items():
            raise UserError(
                self.env._(
                    "“%(company)s” has no other warehouse, and %(number)s of its open "
                    "jobs plan parts, such as “%(job)s”: finish or cancel them, or "
                    "create a warehouse first.",
                    company=company.display_name,
                    number=len(jobs),
                    job=get_visible_names(
                        jobs[:1], self.env._("one that you may not see")
                    ),
                )
            )

    def _get_sequence_values(self, name=False, code=False):
        values = super()._get_sequence_values(name=name, code=code)
        prefix = self.parts_issue_type_id.sequence_code or "PI"
        values["parts_issue_type_id"] = {
            "name": self.env._("%(name)s Sequence parts issue", name=name or self.name),
            "prefix": f"{code or self.code}/{prefix}/",
            "padding": 5,
            "company_id": self.company_id.id,
        }
        return values

    def _get_picking_type_create_values(self, max_sequence):
        data, next_sequence = super()._get_picking_type_create_values(max_sequence)
        # recompute the sequence: some modules of Odoo count differently
        last = max(values["sequence"] for values in data.values())
        data["parts_issue_type_id"] = {
            "name": self.env._("Parts Issue"),
            # outgoing, so that Odoo's returns and negative-stock rules apply; last in
            # order, so that nothing that looks for deliveries finds it first
            "code": "outgoing",
            "sequence": last + 1,
            "sequence_code": "PI",
            "company_id": self.company_id.id,
            "use_create_lots": False,
            "use_existing_lots": True,
            "create_backorder": "always",
        }
        return data, max(next_sequence, last + 2)

    def _get_picking_type_update_values(self):
        data = super()._get_picking_type_update_values()
        # a company that is just being made has its location by now
        location = self.company_id.sudo().maintenance_location_id
        data["parts_issue_type_id"] = {
            "active": self.active and self._has_parts_issues(),
            "default_location_src_id": self.lot_stock_id.id,
            "default_location_dest_id": location.id,
            "barcode": self.code.replace(" ", "").upper() + "PI",
        }
        return data

    def _has_parts_issues(self):
        self.ensure_one()
        # with all rights: all transfers of the type count
        pickings_sudo = self.env["stock.picking"].sudo()
        issue_type = self.parts_issue_type_id
        return bool(
            issue_type
            and pickings_sudo.search_count(
                [("picking_type_id", "=", issue_type.id)], limit=1
            )
        )

    def _get_parts_issue_type(self):
        """Return the Parts Issue type to issue parts with; empty if there is none.

        It is archived until then: a warehouse that issues no parts has no card for them
        on the overview, and one outgoing type only, as Odoo knows it.
        """
        issue_type = self.parts_issue_type_id
        if issue_type and not issue_type.active:
            # with all rights: who issues parts may lack write access to warehouses
            as_superuser(issue_type).active = True
        return issue_type

    def _update_name_and_code(self, new_name=False, new_code=False):
        result = super()._update_name_and_code(new_name, new_code)
        # Odoo renames the sequences of its own types only, and lets nobody but the
        # system write on sequences
        for warehouse in as_superuser(self):
            values = warehouse._get_sequence_values(name=new_name, code=new_code)
            warehouse.parts_issue_type_id.sequence_id.write(
                values["parts_issue_type_id"]
            )
        return result

    def _create_parts_issue_type(self):
        """Create the Parts Issue type of a warehouse that is there already.

        Odoo's own way would write on all types of the warehouse.
        """
        self.ensure_one()
        types = self.env["stock.picking.type"]
        last = types.search([], order="sequence desc", limit=1).sequence
        # sequences belong to the administrator; this one is the warehouse's own
        sequence = as_superuser(self.env["ir.sequence"])
        name = "parts_issue_type_id"
        return types.create(
            {
                **self._get_picking_type_create_values(last)[0][name],
                **self._get_picking_type_update_values()[name],
                "warehouse_id": self.id,
                "sequence_id": sequence.create(self._get_sequence_values()[name]).id,
            }
        )

    def _get_days_to_shelf(self):
        """Return {location id: days from there to the stock of these warehouses}.

        Along the rules of their reception routes, each with its delay.
        """
        days = {}
        # when a part is on the shelf is no secret of who sets up routes
        for warehouse in self.sudo():
            rules = warehouse.reception_route_id.rule_ids.filtered("location_src_id")
            days[warehouse.lot_stock_id.id] = 0
            reached = warehouse.lot_stock_id
            while reached:
                last = rules.filtered(
                    lambda rule, reached=reached: rule.location_dest_id in reached
                )
                rules -= last
                reached = last.location_src_id
                for rule in last:
                    days[rule.location_src_id.id] = (
                        days[rule.location_dest_id.id] + rule.delay
                    )
        return days

    def _get_receipt_days(self):
        """Return how many days a part takes from the dock of this warehouse to its
        stock.
        """
        self.ensure_one()
        # see _get_days_to_shelf()
        dock = self.sudo().in_type_id.default_location_dest_id
        return self._get_days_to_shelf().get(dock.id, 0)
