from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceRequestPending(models.AbstractModel):
    """Who issues parts says “I took these”: what stock does not show is pending."""

    _name = "maintenance.request.pending"
    _description = "Pending Parts of a Maintenance Job"

    pending_ids = fields.One2many(
        "maintenance.parts.pending", "request_id", string="Pending Parts"
    )
    has_pending_parts = fields.Boolean(
        compute="_compute_has_pending_parts", compute_sudo=True
    )
    has_returnable_parts = fields.Boolean(
        compute="_compute_has_returnable_parts", compute_sudo=True
    )

    has_returned_parts = fields.Boolean(
        compute="_compute_has_returnable_parts", compute_sudo=True
    )

    @api.depends("pending_ids.state")
    def _compute_has_pending_parts(self):
        groups = self.env["maintenance.parts.pending"]._read_group(
            [("request_id", "in", self.ids), ("state", "=", "open")], ["request_id"]
        )
        with_pending = {request.id for [request] in groups}
        for request in self:
            request.has_pending_parts = request._origin.id in with_pending

    @api.depends("part_ids.issued_qty", "part_ids.returned_qty")
    def _compute_has_returnable_parts(self):
        returnable = self.part_ids._filter_returnable()
        for request in self:
            request.has_returnable_parts = bool(request.part_ids & returnable)
            request.has_returned_parts = any(request.part_ids.mapped("returned_qty"))

    # --- buttons of the form --------------------------------------------------------

    @one_at_a_time
    def button_issue_parts(self):
        """Do what :meth:`action_issue_parts` does, but ask before parts that are not in
        stock become pending.

        :return: True, or an action: the dialog that asks about missing parts, or what
            :meth:`_ask_before_issue` returns
        """
        self = to_records(self)
        self._check_has_parts()
        return (
            self._ask_before_issue("button_issue_parts")
            or self._ask_about_missing_parts(closes_job=False)
            or self._action_issue_parts()._get_notification()
        )

    @one_at_a_time
    def button_finish_as_planned(self):
        """Do what :meth:`action_finish_as_planned` does, but ask before parts that are
        not in stock become pending.

        :return: as :meth:`button_issue_parts`
        """
        self = to_records(self)
        self._check_may_finish()
        return (
            self._ask_before_issue("button_finish_as_planned")
            or self._ask_about_missing_parts(closes_job=True)
            or self._action_finish_as_planned()._get_notification()
        )

    def _ask_before_issue(self, method):
        """Return a dialog that asks something before these jobs issue their parts, None
        if there is nothing to ask. A seam: here nothing is asked.

        :param method: the button that is pressed, and that the dialog presses again
        """
        return None

    def _ask_about_missing_parts(self, closes_job):
        """Return the dialog that names what is not in stock, None if all of it is.

        :param closes_job: whether the job is to be closed
        """
        quantities = self._get_quantities_to_issue()
        jobs = [job for (job, _part), (_all, lacking) in quantities.items() if lacking]
        if not jobs:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parts Not in Stock"),
            "res_model": "maintenance.parts.missing",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_request_id": jobs[0].id,
                "default_closes_job": closes_job,
            },
        }

    def _get_quantities_to_issue(self):
        """Return {(job, product): (still to issue, what of it is not in stock)}.

        In the product's own unit. Nothing is missing where the company issues beyond
        stock, or of a product that is not kept in stock.
        """
        # that a part is there is a fact of the company, whoever of its users asks
        jobs = self.sudo()
        parts = jobs.part_ids
        moved = parts._get_moved_quantities()
        wanted, reserved = defaultdict(float), defaultdict(float)
        for part in parts:
            entries = moved[part.id]["products"]
            for product, quantity in part._get_wanted_products(moved[part.id]).items():
                wanted[part.request_id, product] += product._get_movable_qty(quantity)
            for product, entry in entries.items():
                reserved[part.request_id, product] += entry["reserved"]
        places = jobs._get_stock_locations()
        free = jobs._get_free_quantities(
            jobs.env["stock.location"].union(*places.values()),
            jobs.env["product.product"].union(*(product for _job, product in wanted)),
        )
        result = {}
        for job, product in dict.fromkeys([*wanted, *reserved]):
            quantity = wanted[job, product]
            lacking = 0.0
            if product.is_storable and not job.company_id.parts_allow_negative:
                key = places[job].id, product.id
                taken = min(quantity, max(free[key], 0.0))
                free[key] -= taken
                lacking = quantity - taken
            if product.uom_id.is_zero(lacking):
                lacking = 0.0
            quantity += reserved[job, product]
            if not product.uom_id.is_zero(quantity):
                result[job, product] = (quantity, lacking)
        return result

    def _get_free_quantities(self, places, products):
        """Return {(place id, product id): what nobody has reserved or taken}."""
        free = defaultdict(float)
        on_hand = self.env["stock.quant"]._get_parts_on_hand(places, products)
        for (place, product, _lot), (_there, quantity) in on_hand.items():
            free[place.id, product.id] += quantity
        for product, place, quantity in self._get_debts(places, products):
            free[place.id, product.id] -= quantity
        return free

    def _has_parts_in_stock(self):
        """Say whether any of what these jobs are still to issue is in stock."""
        return any(
            product.uom_id.compare(wanted, lacking) > 0
            for (_job, product), (wanted, lacking) in (
                self._get_quantities_to_issue().items()
            )
        )

    def _prepare_missing_lines(self):
        """Return the values of the lines that name what is not in stock."""
        lines = {
            product: {
                "product_id": product.id,
                "wanted_qty": wanted,
                "missing_qty": lacking,
            }
            for (_job, product), (wanted, lacking) in (
                self._get_quantities_to_issue().items()
            )
            if lacking
        }
        products = self.env["product.product"].union(*lines)
        supplies = self._get_supply_texts(products) if products else {}
        kept = self._get_kept_for_others(lines) if lines else {}
        for product, line in lines.items():
            texts = [supplies.get(product.id) or self.env._("Not ordered")]
            if product in kept:
                texts.append(
                    self.env._(
                        "%(quantity)s %(unit)s of what is in stock is planned for jobs "
                        "that come first",
                        quantity=f"{kept[product]:g}",
                        unit=product.uom_id.name,
                    )
                )
            line["supply"] = "; ".join(texts)
        return list(lines.values())

    def _get_kept_for_others(self, lines):
        """Return {product: how much of what is free in stock other jobs get first}.

        The difference between what this job can issue and what its state counts on.

        :param lines: {product: values of a line of the dialog}
        """
        self.ensure_one()
        # that a part is there is a fact of the company, whoever of its users asks
        job = self.sudo()
        moved, allocations = job._get_part_allocations()
        own = defaultdict(float)
        for part in job.part_ids:
            for product, entry in moved[part.id]["products"].items():
                own[product.id] += entry["reserved"]
            for allocation, _instead in allocations[part.id]:
                _kind, _part_id, product_id = allocation.need.key
                own[product_id] += allocation.from_stock
        kept = {}
        for product, line in lines.items():
            there = line["wanted_qty"] - line["missing_qty"]
            quantity = there - own[product.id]
            if product.uom_id.compare(quantity, 0.0) > 0:
                kept[product] = quantity
        return kept

    def _get_supply_texts(self, products):
        """Return {product id: the receipts and orders that bring it, in words}."""
        self.ensure_one()
        # where a job takes its parts is told to whoever may issue them
        place = self.sudo()._get_stock_locations()[self.sudo()]
        # ordered is the newest of those that replace each other
        newest = {product: product._get_successor() for product in products}
        wanted = products.union(*newest.values())
        names = defaultdict(dict)
        receipts = self._get_receipts_domain(place)
        for move in self._get_open_moves(receipts, wanted).sorted("date"):
            name = self._name_receipt(move)
            day = self.company_id._get_local_day(move._get_parts_receipt_date())
            names[move.product_id.id][name] = f"{name} ({format_date(self.env, day)})"
        found = {
            product.id: names[product.id] | names[last.id]
            for product, last in newest.items()
        }
        return {number: ", ".join(here.values()) for number, here in found.items()}

    def _name_receipt(self, move):
        return move.picking_id.name or move.reference or ""

    def _action_issue_available_parts(self):
        """Issue what stock shows of the planned parts; the rest stays to be issued."""
        self._reserve_parts()
        self._issue_parts()

    # --- issue ----------------------------------------------------------------------

    def _action_issue_parts(self):
        """Issue what stock shows of the planned parts, keep the rest as pending.

        Returns what is pending now and was not before.
        """
        before = self.picking_ids
        self._reserve_parts()
        pending = self._keep_lacking_parts()
        self._issue_parts()
        # a document made just now, of which stock shows nothing, says nothing; only
        # the administrator of the stock may delete its moves
        as_superuser(self.picking_ids - before).filtered(
            lambda picking: picking.state == "cancel"
        ).unlink()
        pending._ask_for_proof()
        return pending

    def _action_finish_as_planned(self):
        """Issue the planned parts and close the job; returns what is pending by it."""
        self._check_may_finish()
        stage = self._get_done_stage()
        pending = self._action_issue_parts()
        self.stage_id = stage
        return pending

    def _get_done_stage(self):
        stage = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        if not stage:
            raise UserError(
                self.env._(
                    "No stage means that a job is done. Let one of them mean it."
                )
            )
        return stage

    def _keep_lacking_parts(self):
        """Keep as pending what is planned and not set aside; no move asks for it then.

        Where the company issues beyond stock, nothing is kept.
        """
        parts = self.filtered(
            lambda request: not request.company_id.parts_allow_negative
        ).part_ids
        moved = parts._get_moved_quantities()
        lacking = parts._get_wanted_quantities(moved)
        places = self._get_stock_locations()
        vals_list = []
        for part in lacking:
            request = part.request_id
            for product, quantity in part._get_wanted_products(moved[part.id]).items():
                moved[part.id]["products"][product]["pending"] += quantity
                vals_list.append(
                    request._prepare_pending(part, product, quantity, places[request])
                )
        pending = self.env["maintenance.parts.pending"]._keep(vals_list)
        parts._give_up_excess(moved)
        return pending

    def _prepare_pending(self, part, product, quantity, location, **values):
        """Return the values of so much of ``product``, in its own unit, pending."""
        self.ensure_one()
        return {
            "request_id": self.id,
            "part_id": part.id,
            "equipment_id": self.equipment_id.id,
            "product_id": product.id,
            "quantity": quantity,
            "uom_id": product.uom_id.id,
            "location_id": location.id,
            "company_id": self.company_id.id,
            **values,
        }

    def _prepare_pending_picking(self, location):
        """Return the values of the Parts Issue of what was taken from ``location``."""
        self.ensure_one()
        values = self._prepare_issue_picking()
        issue_type = location.warehouse_id.parts_issue_type_id
        return {
            **values,
            "picking_type_id": issue_type.id or values["picking_type_id"],
            "location_id": location.id,
            "scheduled_date": fields.Datetime.now(),
        }

    def _pay_debts(self):
        """What stock shows goes first to those who have taken it already."""
        self.env["maintenance.parts.pending"].search(
            [
                ("state", "=", "open"),
                ("product_id", "in", self.part_ids.product_id.ids),
                (
                    "location_id",
                    "in",
                    [place.id for place in self._get_stock_locations().values()],
                ),
            ]
        )._issue_each()

    # --- parts that somebody takes one by one ---------------------------------------

    def _take_parts(self, rows):
        """Issue parts by name: those that are planned, else they are added to the plan.

        :param rows: dicts ``product``, ``quantity``, ``uom``, ``lot`` and ``location``,
            the lot possibly empty
        :return: what is pending by it, as stock does not show it
        """
        self.ensure_one()
        moved = self.part_ids._get_moved_quantities()
        parts = self._plan_taken_parts(rows, moved)
        vals_list = []
        for part, row in zip(parts, rows, strict=True):
            taken = row["uom"]._compute_quantity(
                row["quantity"], part.product_id.uom_id, round=False
            )
            moved[part.id]["pending"] += taken
            beyond = part._get_held_qty(moved[part.id]) - part._get_needed_qty()
            if part.product_id.uom_id.compare(beyond, 0.0) > 0:
                part.quantity += part._to_planned_unit(beyond)
            vals_list += [
                self._prepare_pending(
                    part, product, taken * amount, row["location"], lot_id=row["lot"].id
                )
                for product, amount in part._get_contents()[part].items()
            ]
        pending = self.env["maintenance.parts.pending"]._keep(vals_list)
        self.part_ids._give_up_excess(self.part_ids._get_moved_quantities())
        # what stock shows at once was never pending
        shown = pending._issue()
        as_superuser(shown).unlink()
        left = pending.exists()
        left._ask_for_proof()
        return left

    def _plan_taken_parts(self, rows, moved):
        """Return the planned part of each of ``rows``; unlisted ones are added.

        Of several planned parts of one product, one that still needs some.
        """
        by_product = {}
        for part in self.part_ids.sorted(
            lambda part: part._get_held_qty(moved[part.id]) >= part._get_needed_qty()
        ):
            by_product.setdefault(part.product_id, part)
        new = {row["product"]: row for row in rows if row["product"] not in by_product}
        created = self.env["maintenance.request.part"].create(
            [
                {
                    "request_id": self.id,
                    "product_id": product.id,
                    "quantity": row["quantity"],
                    "uom_id": row["uom"].id,
                }
                for product, row in new.items()
            ]
        )
        by_product |= {part.product_id: part for part in created}
        return [by_product[row["product"]] for row in rows]

    # --- close ----------------------------------------------------------------------

    def _close_parts(self):
        """Give up what is still to be issued to jobs that are over, and note it."""
        self._give_up_parts(
            lambda parts: self.env._(
                "Given up, as the job is over: %(parts)s.", parts=parts
            )
        )

    def _give_up_parts(self, tell):
        """Give up what is still to be issued to these jobs, and note it on them.

        :param tell: function that says so, given in words how much of what it is
        """
        open_moves = self._get_moves_to_issue()
        # whoever may write on a job, its parts are noted on it
        as_superuser(self.env["maintenance.request"]).union(
            *(request for request, moves in open_moves.items() if moves)
        )._message_log_batch(
            {
                request.id: tell(_describe_moves(moves))
                for request, moves in open_moves.items()
            }
        )
        self._release_parts()

    def _note_pending_parts(self):
        """Say on cancelled jobs what was taken for them all the same."""
        # of the company, whoever of its users cancels
        pending = as_superuser(self).pending_ids.filtered(
            lambda part: part.state == "open"
        )
        pending._note_on_jobs(
            lambda of_job: self.env._(
                "Taken and still pending: %(parts)s. That stays so until stock shows "
                "them, or until the storekeeper says that they were not taken.",
                parts=of_job._describe(),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending(self):
        # who deletes a job need not see what is pending on it
        self.sudo().part_ids._check_nothing_pending()


def _describe_moves(moves):
    """Return in words how much of what ``moves`` ask for."""
    totals = defaultdict(float)
    for move in moves:
        totals[move.product_id, move.product_uom] += move.product_uom_qty
    return ", ".join(
        product._describe_quantity(quantity, unit)
        for (product, unit), quantity in totals.items()
    )
