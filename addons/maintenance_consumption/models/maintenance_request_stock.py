from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import Need, Supply, allocate


class MaintenanceRequestStock(models.AbstractModel):
    """Where the parts of a job lie, and how they get to the asset and back."""

    _name = "maintenance.request.stock"
    _description = "Stock of a Maintenance Job"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id)]",
        help="Where the parts come from: the warehouse of the asset's location, else the "
        "first of the company.",
    )
    stock_location_id = fields.Many2one(
        "stock.location",
        string="Parts From",
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        help="The place that the parts are taken from, such as a van. Empty: the stock "
        "of the warehouse.",
    )
    picking_ids = fields.One2many("stock.picking", "maintenance_request_id")
    picking_count = fields.Integer(compute="_compute_picking_count")

    @api.depends("company_id", "equipment_id.location_id")
    def _compute_warehouse_id(self):
        first = {}
        for warehouse in self.env["stock.warehouse"].sudo().search([]):
            first.setdefault(warehouse.company_id, warehouse)
        for request in self:
            company = request.company_id
            near = request.equipment_id.sudo().location_id.warehouse_id
            if request.warehouse_id.company_id == company:
                continue
            request.warehouse_id = (
                near if near.company_id == company else first.get(company)
            )

    def _compute_picking_count(self):
        counts = dict(
            self.env["stock.picking"]._read_group(
                [("maintenance_request_id", "in", self.ids)],
                ["maintenance_request_id"],
                ["__count"],
            )
        )
        for request in self:
            request.picking_count = counts.get(request._origin, 0)

    def _get_stock_location(self):
        self.ensure_one()
        return self.stock_location_id or self.warehouse_id.lot_stock_id

    # --- availability ---------------------------------------------------------------

    def _get_part_availability(self):
        """Return {planned part id: (state, date expected or None)} for these jobs.

        Nets, per part and place, the free stock and the dated receipts against all jobs
        that plan the part there and all other dated demand.
        """
        states = {}
        mine = self.part_ids
        missing = mine._get_missing_quantities()
        sums = mine._get_moved_quantities()
        places = defaultdict(list)
        for part, quantity in missing.items():
            open_quantity = sums[part.id]["open"] - sums[part.id]["reserved"]
            wanted = quantity + max(open_quantity, 0.0)
            if not part.product_id.is_storable:
                # no stock is kept of it: it can be taken, or has been
                done = part.product_id.uom_id.is_zero(quantity)
                states[part.id] = ("issued" if done else "available", None)
            elif part.product_id.uom_id.is_zero(wanted):
                issued = part.product_id.uom_id.is_zero(sums[part.id]["reserved"])
                states[part.id] = ("issued" if issued else "available", None)
            else:
                location = part.request_id._get_stock_location()
                places[location].append(part)
        for location, parts in places.items():
            products = self.env["product.product"].union(
                *(part.product_id for part in parts)
            )
            supplies = self._get_supplies(location, products)
            needs = self._get_needs(location, products)
            for product in products:
                allocations = allocate(needs[product.id], supplies[product.id])
                for part in parts:
                    allocation = allocations.get(("part", part.id))
                    if part.product_id == product and allocation:
                        states[part.id] = (allocation.state, allocation.expected)
        return states

    def _get_supplies(self, location, products):
        """Return {product id: [Supply]}: what is free at ``location`` now, and receipts."""
        supplies = defaultdict(list)
        # availability is a fact of the company, whoever of its users asks
        quants = self.env["stock.quant"].sudo()
        for product, quantity, reserved in quants._read_group(
            [
                ("location_id", "child_of", location.id),
                ("product_id", "in", products.ids),
            ],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        ):
            supplies[product.id].append(Supply(None, quantity - reserved))
        moves = self.env["stock.move"].sudo()
        for move in moves.search(
            [
                ("location_dest_id", "child_of", location.id),
                "!",
                ("location_id", "child_of", location.id),
                ("product_id", "in", products.ids),
                ("state", "in", ["waiting", "confirmed", "partially_available", "assigned"]),
            ]
        ):
            supplies[move.product_id.id].append(
                Supply(self._get_local_day(move.date), move.product_qty, move.id)
            )
        return supplies

    def _get_needs(self, location, products):
        """Return {product id: [Need]} of planned parts and of all other demand there."""
        needs = defaultdict(list)
        today = fields.Date.context_today(self)
        parts = (
            self.env["maintenance.request.part"]
            .sudo()
            .search(
                [
                    ("product_id", "in", products.ids),
                    ("request_id.archive", "=", False),
                    ("request_id.stage_id.done", "=", False),
                    ("company_id", "in", [location.company_id.id, False]),
                ]
            )
        )
        sums = parts._get_moved_quantities()
        for part, quantity in parts._get_missing_quantities().items():
            if part.request_id._get_stock_location() != location:
                continue
            waiting = max(sums[part.id]["open"] - sums[part.id]["reserved"], 0.0)
            day = max(part.request_id._get_need_day(), today)
            if quantity + waiting > 0:
                needs[part.product_id.id].append(
                    Need(
                        ("part", part.id),
                        day,
                        quantity + waiting,
                        part.criticality,
                        part._can_be_ordered_by(day),
                    )
                )
        moves = self.env["stock.move"].sudo()
        for move in moves.search(
            [
                ("location_id", "child_of", location.id),
                "!",
                ("location_dest_id", "child_of", location.id),
                ("product_id", "in", products.ids),
                ("state", "in", ["waiting", "confirmed", "partially_available"]),
                ("maintenance_request_part_id", "=", False),
            ]
        ):
            reserved = move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, round=False
            )
            needs[move.product_id.id].append(
                Need(
                    ("move", move.id),
                    max(self._get_local_day(move.date), today),
                    max(move.product_qty - reserved, 0.0),
                )
            )
        return needs

    def _get_need_day(self):
        """Return the day of the job where its warehouse is."""
        self.ensure_one()
        return self._get_local_day(self.schedule_date or fields.Datetime.now())

    def _get_local_day(self, moment):
        """Return the day of a UTC ``moment`` in the company's time zone."""
        company = self.company_id[:1] or self.env.company
        zone = company.sudo().partner_id.tz or company.sudo().resource_calendar_id.tz
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone or "UTC"), moment
        ).date()

    # --- issue and return -----------------------------------------------------------

    def _reserve_parts(self):
        """Make or extend one Parts Issue for what each job still lacks, and reserve it."""
        for request in self:
            missing = {
                part: quantity
                for part, quantity in request.part_ids._get_missing_quantities().items()
                if not part.product_id.uom_id.is_zero(quantity)
            }
            picking = request._get_open_picking()
            if missing:
                moves = [
                    Command.create(request._prepare_issue_move(part, quantity))
                    for part, quantity in missing.items()
                ]
                if picking:
                    picking.move_ids = moves
                else:
                    picking = self.env["stock.picking"].create(
                        dict(request._prepare_issue_picking(), move_ids=moves)
                    )
                picking.action_confirm()
            if picking:
                picking.action_assign()

    def _get_open_picking(self):
        self.ensure_one()
        return self.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
            and not picking.return_id
        )[:1]

    def _prepare_issue_picking(self):
        self.ensure_one()
        issue_type = self.warehouse_id.parts_issue_type_id
        if not issue_type:
            raise UserError(
                self.env._(
                    "“%s” has no warehouse to take parts from. Choose one on the job.",
                    self.display_name,
                )
            )
        return {
            "picking_type_id": issue_type.id,
            "location_id": self._get_stock_location().id,
            "location_dest_id": self.company_id.sudo().maintenance_location_id.id,
            "origin": self.name,
            "maintenance_request_id": self.id,
            "company_id": self.company_id.id,
            "scheduled_date": self.schedule_date or fields.Datetime.now(),
        }

    def _prepare_issue_move(self, part, quantity):
        """Return the values of the move of ``quantity``, in the part's own unit."""
        self.ensure_one()
        product = part.product_id
        picking = self._prepare_issue_picking()
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom": product.uom_id.id,
            "location_id": picking["location_id"],
            "location_dest_id": picking["location_dest_id"],
            "company_id": self.company_id.id,
            "equipment_id": self.equipment_id.id,
            "maintenance_request_id": self.id,
            "maintenance_request_part_id": part.id,
            "description_picking": part.position or False,
            "date": picking["scheduled_date"],
        }

    def _issue_parts(self):
        """Take from stock what is reserved; the rest stays open for the same asset.

        Returns the moves that were done. If the company allows it, parts that the stock
        does not show are issued too.
        """
        done = self.env["stock.move"]
        for request in self:
            picking = request._get_open_picking()
            moves = picking.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )
            if request.company_id.parts_allow_negative:
                for move in moves:
                    move.quantity = move.product_uom_qty
            ready = moves.filtered(lambda move: not move.product_uom.is_zero(move.quantity))
            if not ready:
                continue
            ready.picked = True
            picking.with_context(skip_sms=True).button_validate()
            done |= ready.filtered(lambda move: move.state == "done")
        return done

    def _return_moves(self, quantities):
        """Return what was issued, at the value it left with.

        :param quantities: {done issue move: quantity to return, in the move's unit}
        """
        for picking, moves in (
            self.env["stock.move"].union(*quantities).grouped("picking_id").items()
        ):
            wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
            for line in wizard.product_return_moves:
                line.quantity = quantities.get(line.move_id, 0.0)
            wizard.product_return_moves.filtered(
                lambda line, moves=moves: line.move_id not in moves
            ).unlink()
            back = wizard._create_return()
            for move in back.move_ids:
                move.quantity = move.product_uom_qty
            back.move_ids.picked = True
            back.with_context(skip_sms=True).button_validate()

    def _release_parts(self):
        """Cancel what is open: nothing stays reserved for these jobs."""
        open_pickings = self.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        open_pickings.action_cancel()
