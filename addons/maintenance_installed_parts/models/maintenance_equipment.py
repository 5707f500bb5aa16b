from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import (
    to_choice,
    to_id,
    to_number,
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import lock_alone, one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

BECOMES = ("stock", "scrap")


class MaintenanceEquipment(models.Model):
    """Which serials and batches are in an asset, which worn parts come off it, and
    whether its vendor still pays for parts.
    """

    _inherit = "maintenance.equipment"

    lot_count = fields.Integer(
        string="Serials Ever Installed",
        compute="_compute_lot_count",
        groups="maintenance_bom.group_user",
    )
    installed_lot_count = fields.Integer(
        string="Installed Serials",
        compute="_compute_lot_count",
        groups="maintenance_bom.group_user",
    )

    # Serials and batches

    def _compute_lot_count(self):
        counts = {}
        for asset, state, count in self.env["maintenance.equipment.lot"]._read_group(
            [("equipment_id", "in", self.ids)], ["equipment_id", "state"], ["__count"]
        ):
            counts.setdefault(asset, {})[state] = count
        for asset in self:
            of_asset = counts.get(asset._origin, {})
            asset.lot_count = sum(of_asset.values())
            asset.installed_lot_count = of_asset.get("installed", 0)

    def action_view_lots(self):
        """Open the serials of these assets, those that are installed first."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_installed_parts.maintenance_equipment_lot_action_equipment"
        )
        return dict(action, domain=[("equipment_id", "in", self.ids)])

    def get_installed_lots(self):
        """Return the serials and batches that are in these assets now.

        :return: list of dicts, ordered by asset and part: ``equipment_id``,
            ``product_id``, ``product_name``, ``lot_id``, ``lot_name``, ``position``,
            ``quantity`` (in the part's own unit), ``uom_id``, ``date_in`` (ISO date and
            time, UTC), ``move_in_id``, ``maintenance_request_id``; False where there
            is nothing
        :raises AccessError: if the user may not read the assets
        """
        self = to_records(self)
        self.check_access("read")
        rows = self.env["maintenance.equipment.lot"].search(
            [("equipment_id", "in", self.ids), ("state", "=", "installed")],
            order="equipment_id, product_id, position, date_in, id",
        )
        return [row._prepare_lot_values() for row in rows]

    # Removal of worn parts
    #
    # Not the return of an unused part: nobody need ever have issued it here, and it is
    # not worth what a new one costs.

    @one_at_a_time
    def remove_parts(self, lines, maintenance_request_id=False, reference=None):
        """Take worn parts off this asset.

        :param lines: list of dicts ``product_id`` and ``becomes`` ("stock" or
            "scrap"), and if wanted ``quantity`` (1), ``uom_id`` (the part's own),
            ``lot_id`` (needed of a part with serials or lots), ``position``, and for
            stock ``unit_value``, what one of the part's own unit is worth in the
            currency of the company (0); at most what a new one costs, unless the user
            is a Planner
        :param maintenance_request_id: id of the job that does it, if any
        :param reference: a name of this removal that is unique in the company, also
            among issues, at most 200 characters: a second call with it moves nothing
            and returns the first result. Blank means none
        :raises AccessError: if the user may not read the asset, or is no user of Asset
            Parts
        :raises UserError: if a line is wrong, or an issue or another asset has this
            reference; then nothing moves
        :return: dict ``picking_id`` and ``picking_name`` of what went into stock, False
            if nothing did, ``scrap_ids``, and ``reference``, False if there is none
        """
        self = to_record(self)
        self.check_access("read")
        reference = self._read_reference(reference)
        # who says what a worn part is worth must be a user of Asset Parts
        self.env["maintenance.parts.remove"].check_access("create")
        job = self._read_removal_job(maintenance_request_id)
        company = job.company_id or self.company_id or self.env.company
        asset = self.with_company(company)
        picking, scraps = asset._find_removal(reference, company)
        if not picking and not scraps:
            warehouse = job.warehouse_id or asset._get_parts_warehouse(company)
            may_set = self._may_set_any_value()
            rows = asset._read_lines(
                lines,
                lambda line, records: asset._read_removal_line(line, records, may_set),
            )
            asset._check_serials_there(rows)
            kept = [row for row in rows if row["becomes"] == "stock"]
            scrapped = [row for row in rows if row["becomes"] == "scrap"]
            picking = asset._keep_removed_parts(kept, warehouse, job, reference)
            scraps = asset._scrap_removed_parts(scrapped, warehouse, job, reference)
        return {
            "picking_id": picking.id,
            "picking_name": picking.name,
            "scrap_ids": scraps.ids,
            "reference": reference or False,
        }

    def _read_removal_job(self, job_id):
        job_id = to_id(self.env, job_id, "maintenance_request_id")
        job = self.env["maintenance.request"].browse(job_id or [])
        if job and not job.exists():
            raise UserError(self.env._("There is no job with id %s.", job_id))
        job.check_access("read")
        if job and job.equipment_id != self:
            raise UserError(
                self.env._(
                    "“%(job)s” is about “%(other)s”: parts of “%(asset)s” are removed "
                    "on a job of its own, or without one.",
                    job=job.display_name,
                    other=job.equipment_id.display_name or self.env._("no asset"),
                    asset=self.display_name,
                )
            )
        return job

    def _check_serials_there(self, rows):
        """Refuse serials that have left, in ``rows``."""
        lots = self.env["stock.lot"].concat(*(row["lot"] for row in rows))
        serials = lots.filtered(lambda lot: lot.product_id.tracking == "serial")
        # also of batches: a lot of used ones is created if there is none
        lock_alone(lots)
        serials._check_in_asset()

    def _read_removal_line(self, line, records, may_set_any_value):
        """Return the line as a dict of records and numbers.

        :raises UserError: with what is wrong with it
        """
        env = self.env
        value = to_number(env, line.get("unit_value"), "unit_value", least=0.0)
        row = {
            **self._read_part_line(line, records, default_quantity=1.0),
            "position": to_text(env, line.get("position"), "position") or False,
            "becomes": to_choice(env, line.get("becomes"), "becomes", BECOMES),
            "unit_value": value or 0.0,
        }
        problem = self._find_removal_problem(row) or (
            not may_set_any_value and self._find_value_problem(row)
        )
        if problem:
            raise UserError(problem)
        return row

    def _find_removal_problem(self, row):
        """Return what is wrong with a line, in words; None if all is well."""
        product = row["product"]
        if not row["becomes"]:
            return self.env._(
                "say in becomes what becomes of “%s”: stock or scrap.",
                product.display_name,
            )
        if product.tracking != "none" and not row["lot"]:
            return self.env._(
                "name the serial or lot of “%s” that comes out.", product.display_name
            )
        if row["becomes"] == "stock":
            return product._find_salvage_problem()
        return None

    def _may_set_any_value(self):
        """Return whether the user may say that a worn part is worth more than new."""
        return self.env.su or self.env.user.has_group("maintenance_bom.group_planner")

    def _find_value_problem(self, row):
        """Return why so much cannot be entered, in words; None if it can.

        How much a new one costs is not told: not everybody may know it.
        """
        product, currency = row["product"], self.env.company.currency_id
        if row["becomes"] != "stock" or product._judge_salvage() == "fixed":
            # what is entered is not used
            return None
        most = product._get_cost_of_new(row["lot"])
        if currency.compare_amounts(row["unit_value"], most) > 0:
            return self.env._(
                "“%s” cannot be worth more than a new one costs. Enter less in "
                "unit_value, or ask a Planner of Asset Parts to enter it.",
                product.display_name,
            )
        return None

    # Removed into stock

    def _keep_removed_parts(self, rows, warehouse, job, reference):
        """Take these parts into the stock of used ones; return the picking."""
        picking = self.env["stock.picking"]
        if not rows:
            return picking
        with self._claim_reference():
            picking = picking.create(
                {
                    **self._prepare_removal_picking(rows, warehouse, job),
                    "parts_reference": reference,
                }
            )
        picking.move_ids._confirm_each()
        values = [
            row["product"]._prepare_salvage_value(move, row["unit_value"])
            for row, move in zip(
                rows,
                picking.move_ids.filtered(
                    lambda move: move.location_dest_id == picking.location_dest_id
                ),
                strict=True,
            )
        ]
        # what a worn part is worth says who removes it; Odoo lets only stock managers
        values_sudo = as_superuser(self.env["product.value"])
        values_sudo.create([value for value in values if value])
        picking.move_ids.picked = True
        picking._validate_parts()
        picking.move_ids.product_id._settle_worthless_stock()
        return picking

    def _prepare_removal_picking(self, rows, warehouse, job):
        """Return the values of a receipt from the asset into the used parts."""
        place = warehouse.used_parts_location_id
        moves = []
        for row in rows:
            kept_as = row["product"]._get_used_product()
            if kept_as != row["product"]:
                # the part itself has left the asset; what it is now comes in instead
                gone = row["product"].property_stock_inventory
                moves.append(self._prepare_removal_move(row, warehouse, job, gone))
                row = dict(
                    row, product=kept_as, lot=row["lot"]._get_lot_of_used(kept_as)
                )
            moves.append(self._prepare_removal_move(row, warehouse, job, place))
        return {
            "picking_type_id": warehouse.in_type_id.id,
            "location_id": moves[0]["location_id"],
            "location_dest_id": place.id,
            "company_id": warehouse.company_id.id,
            "origin": job.name or self.display_name,
            "maintenance_request_id": job.id,
            "move_ids": [Command.create(move) for move in moves],
        }

    def _prepare_removal_move(self, row, warehouse, job, destination):
        company = warehouse.company_id
        line = {
            "product_id": row["product"].id,
            "product_uom_id": row["uom"].id,
            "quantity": row["quantity"],
            "lot_id": row["lot"].id,
            # with all rights: who moves stock may lack access to the company's settings
            "location_id": company.sudo().maintenance_location_id.id,
            "location_dest_id": destination.id,
            "company_id": company.id,
        }
        return {
            "product_id": row["product"].id,
            "product_uom": row["uom"].id,
            "product_uom_qty": row["quantity"],
            "location_id": line["location_id"],
            "location_dest_id": destination.id,
            "picking_type_id": warehouse.in_type_id.id,
            "company_id": company.id,
            "equipment_id": self.id,
            "equipment_position": row["position"],
            "maintenance_kind": "salvage",
            "maintenance_request_id": job.id,
            "move_line_ids": [Command.create(line)],
        }

    # Removed and scrapped

    def _scrap_removed_parts(self, rows, warehouse, job, reference):
        """Scrap these parts where they are: outside the stock, so without a value."""
        with self._claim_reference():
            scraps = self.env["stock.scrap"].create(
                [
                    {
                        **self._prepare_removal_scrap(row, warehouse, job),
                        "parts_reference": reference,
                        "parts_reference_line": number,
                    }
                    for number, row in enumerate(rows, 1)
                ]
            )
        scraps.do_scrap()
        return scraps

    def _prepare_removal_scrap(self, row, warehouse, job):
        company = warehouse.company_id
        return {
            "product_id": row["product"].id,
            "product_uom_id": row["uom"].id,
            "scrap_qty": row["quantity"],
            "lot_id": row["lot"].id,
            # with all rights: who moves stock may lack access to the company's settings
            "location_id": company.sudo().maintenance_location_id.id,
            "company_id": company.id,
            "origin": job.name or self.display_name,
            "equipment_id": self.id,
            "equipment_position": row["position"],
            "maintenance_request_id": job.id,
        }

    # References of calls

    def _get_reference_indexes(self):
        return (*super()._get_reference_indexes(), "stock_scrap_parts_reference_uniq")

    def _check_reference_of_issue(self, reference, picking, company):
        """
        :raises UserError: if a removal was made under ``reference``
        """
        result = super()._check_reference_of_issue(reference, picking, company)
        scraps = self._find_by_reference("stock.scrap", reference, company)
        if scraps or (picking and not picking.move_ids[:1]._is_parts_issue()):
            raise UserError(
                self.env._(
                    "“%(reference)s” is the reference of parts that were removed. Name "
                    "the issue otherwise.",
                    reference=reference,
                )
            )
        return result

    def _find_removal(self, reference, company):
        """Return (picking, scraps) of the removal under ``reference``, or empty ones.

        :raises UserError: if an issue was made under it, or the removal was from
            another asset
        """
        picking = self._find_by_reference("stock.picking", reference, company)
        scraps = self._find_by_reference("stock.scrap", reference, company)
        if picking.move_ids[:1] and picking.move_ids[:1]._is_parts_issue():
            raise UserError(
                self.env._(
                    "“%(reference)s” is the reference of issue %(issue)s. Name the "
                    "removal otherwise.",
                    reference=reference,
                    issue=picking.name,
                )
            )
        self._check_same_asset(reference, picking.move_ids, picking.name)
        self._check_same_asset(reference, scraps, ", ".join(scraps.mapped("name")))
        return picking, scraps

    # Warranty

    def _is_under_warranty(self, company):
        """Say whether the last day of the warranty has not passed in ``company``."""
        return bool(self.warranty_date) and self.warranty_date >= company._get_today()

    def _get_warranty_warning(self):
        """Return until when who is to be asked first, in words."""
        self.ensure_one()
        until = format_date(self.env, self.warranty_date)
        if not self.partner_id:
            return self.env._("Under warranty until %s: claim first.", until)
        return self.env._(
            "Under warranty until %(date)s by %(vendor)s: claim first.",
            date=until,
            vendor=self.partner_id.display_name,
        )
