"""Fixtures for tests about the parts of jobs; also for other addons' tests."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.maintenance_bom.tests.common import NO_IDS, NO_LISTS, NO_TEXTS, BomCase

# what no method can use
HUGE = 10**30
NO_NUMBERS = ("2", [2], {"a": 1}, True, float("nan"), float("inf"), 1e300)


def name_part(what):
    """The values of a line that say which part: of a product, or of a lot."""
    if what._name == "stock.lot":
        return {"product_id": what.product_id.id, "lot_id": what.id}
    return {"product_id": what.id}


class ConsumptionCase(BomCase):
    """A filter on the shelf of the main warehouse, a truck, and jobs on it."""

    set_up_once = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.shelf = cls.warehouse.lot_stock_id
        cls.done_stage = cls.env["maintenance.stage"].search(
            [("done", "=", True)], limit=1
        )
        cls.new_stage = cls.env["maintenance.stage"].search([], limit=1)
        cls.filter = cls.new_product("Filter", default_code="F-1")
        cls.bom = cls.new_bom("Truck", [cls.line(cls.filter, 2)])
        cls.asset = cls.new_asset(cls.bom, code="T-1")
        cls.other_asset = cls.new_asset(cls.bom, code="T-2")

    @classmethod
    def stock(cls, product, quantity, location=None, lot=None):
        """Set what is on hand of ``product`` as a count does."""
        quant = cls.env["stock.quant"].with_context(inventory_mode=True)
        quant.create(
            {
                "product_id": product.id,
                "location_id": (location or cls.shelf).id,
                "lot_id": lot and lot.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    @classmethod
    def on_hand(cls, product, location=None):
        """(quantity, reserved quantity) of ``product`` at a location."""
        quants = cls.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", (location or cls.shelf).id),
            ]
        )
        return sum(quants.mapped("quantity")), sum(quants.mapped("reserved_quantity"))

    @classmethod
    def in_days(cls, number):
        return fields.Datetime.now() + timedelta(number)

    @classmethod
    def new_job(cls, parts=(), asset=None, days=3, user=None, **values):
        """A job of the technician; ``parts`` are (product, quantity) or dicts."""
        lines = [
            part
            if isinstance(part, dict)
            else {"product_id": part[0].id, "quantity": part[1]}
            for part in parts
        ]
        return (
            cls.env["maintenance.request"]
            .with_user(user or cls.technician)
            .create(
                {
                    "name": "Job",
                    "equipment_id": (cls.asset if asset is None else asset).id,
                    "schedule_date": cls.in_days(days),
                    "part_ids": [Command.create(line) for line in lines],
                    **values,
                }
            )
        )

    @classmethod
    def new_receipt(cls, product, quantity, days, location=None):
        """A confirmed receipt ``days`` from today."""
        receipt = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.in_type_id.id,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": (location or cls.shelf).id,
                "scheduled_date": cls.in_days(days),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "date": cls.in_days(days),
                            "location_id": cls.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": (location or cls.shelf).id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        return receipt

    @classmethod
    def issue(cls, what, quantity=1, asset=None, user=None, **values):
        """Issue so much of a product or a lot to an asset, as a technician.

        :return: the moves
        """
        asset = (cls.asset if asset is None else asset).with_user(
            user or cls.technician
        )
        line = {**name_part(what), "quantity": quantity, **values}
        result = asset.issue_parts([line])
        return cls.env["stock.picking"].browse(result["picking_id"]).move_ids

    @classmethod
    def receive(cls, product, quantity):
        """Receive so much of a product today."""
        cls.validate(cls.new_receipt(product, quantity, days=0))

    @classmethod
    def validate(cls, picking):
        for move in picking.move_ids:
            if not move.quantity:
                move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()

    @classmethod
    def new_return(cls, picking, quantities, user=None):
        """The wizard of Odoo's picking screen, to return {product: quantity}."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_user(user or cls.technician)
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.product_id, 0.0)
        return wizard

    @classmethod
    def return_by_wizard(cls, picking, quantities, user=None):
        """Return {product: quantity} through the wizard, and validate what it makes."""
        wizard = cls.new_return(picking, quantities, user)
        back = picking.browse(wizard.action_create_returns()["res_id"])
        cls.validate(back)
        return back

    def finish_in_dialog(self, job, *used):
        """Finish ``job`` in the dialog: ``used`` of each part, None as it is."""
        finishes = self.env["maintenance.parts.finish"].with_user(self.technician)
        with Form(finishes.with_context(default_request_id=job.id)) as dialog:
            for number, quantity in enumerate(used):
                if quantity is not None:
                    with dialog.line_ids.edit(number) as line:
                        line.used_qty = quantity
        return dialog.record.action_apply()


class QuickIssueCase(ConsumptionCase):
    """Ten filters on the shelf, and the truck as its technician sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)
        cls.asset = cls.asset.with_user(cls.technician)

    def want(self, product=None, quantity=1, **values):
        """A line of ``issue_parts()`` and ``return_parts()``: of the filter, if left
        out.
        """
        product = product or self.filter
        return {"product_id": product.id, "quantity": quantity, **values}


class OtherCompaniesCase(ConsumptionCase):
    """A job of another company, with parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        theirs = {"name": "Theirs", "company_id": cls.other.id}
        team = cls.env["maintenance.team"].create(theirs)
        asset = cls.env["maintenance.equipment"].create(theirs)
        cls.their_job = cls.env["maintenance.request"].create(
            {
                **theirs,
                "equipment_id": asset.id,
                "maintenance_team_id": team.id,
                "part_ids": [
                    Command.create({"product_id": cls.filter.id, "quantity": 17})
                ],
            }
        )
        cls.shelf_of_theirs = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.other.id)])
            .lot_stock_id
        )
        cls.stock(cls.filter, 23, cls.shelf_of_theirs)

    def assert_tells_nothing(self, model, values, names):
        """Neither a dialog that is saved, nor one that is only filled in, is read."""
        dialogs = self.env[model].with_user(self.technician)
        dialog = dialogs.create(values)
        self.env.flush_all()
        chosen = [key for key in values if key.endswith("_id")]
        for name in names:
            self.env.invalidate_all()
            with self.subTest(f"{model}.{name}"), self.assertRaises(AccessError):
                dialog.read([name])
            self.env.invalidate_all()
            with (
                self.subTest(f"{model}.{name}, not saved"),
                self.assertRaises(AccessError),
            ):
                dialogs.onchange(values, chosen, {name: {}})


class LinesMixin:
    """For a test case with ``ArgumentsMixin``."""

    def check_line(self, call, line, numbers=(), ids=(), texts=()):
        """Pass ``call`` a list of ``line`` with what is wrong in each of its places."""
        for name in numbers:
            for value in NO_NUMBERS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for name in ids:
            for value in NO_IDS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for name in texts:
            for value in NO_TEXTS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for lines in NO_LISTS:
            self.assert_refused("lines: “.*” is not a list", call, lines)
        self.assert_refused("lines: line 1 is “7”, not a dict", call, [7])
        self.assert_refused("lines: the list has 1001", call, [line] * 1_001)
        for lines in ([], None, False):
            self.assert_refused("Name at least one part", call, lines)
