from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_bom.tools import EPSILON

from ..tools import find_dust, find_sets

DEFAULT_LEAD_DAYS = 7


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = "product.product"

    issued_to_assets_qty = fields.Float(
        string="Issued to Assets",
        compute="_compute_issued_to_assets_qty",
        digits="Product Unit",
        groups="maintenance_bom.group_user",
        help="What was issued to assets so far, less what came back.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_issued_to_assets_qty(self):
        quantities = self._get_issued_to_assets("product_id")
        for product in self:
            product.issued_to_assets_qty = quantities.get(product._origin, 0.0)

    def _get_issued_to_assets(self, key):
        """Return {record: what was issued to assets less what came back}.

        :param key: the field of ``maintenance.parts.history`` to sum up by, such as
            ``product_id`` or ``product_id.product_tmpl_id``
        """
        return dict(
            self.env["maintenance.parts.history"]._read_group(
                [("product_id", "in", self.ids)], [key], ["quantity:sum"]
            )
        )

    def action_view_parts_used(self):
        """Open the issues of these parts to assets, and the returns."""
        self = to_records(self)
        return self.env["maintenance.parts.history"]._get_action_of(self, "product")

    @api.model
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        """Find products as Odoo does; each says what is free of it if the context names
        a place in ``maintenance_parts_at`` (id of a location) or
        ``maintenance_parts_in`` (id of a warehouse).
        """
        found = super().web_name_search(name, specification, domain, operator, limit)
        place = self._get_place_of_search()
        if not place or not found or "__formatted_display_name" not in found[0]:
            return found
        products = self.browse(row["id"] for row in found)
        free = dict.fromkeys(products.ids, 0.0)
        on_hand = self.env["stock.quant"]._get_parts_on_hand(place, products)
        for (_place, product, _lot), (_there, quantity) in on_hand.items():
            free[product.id] += quantity
        for row, product in zip(found, products, strict=True):
            if product.is_storable:
                text = self.env._(
                    "%s free", product.uom_id._tell_quantity(free[product.id])
                )
                row["__formatted_display_name"] += f"\t--{text}--"
        return found

    def _get_place_of_search(self):
        """Return the location that the context names, if the user may see its stock."""
        locations = self.env["stock.location"]
        if not self.env["stock.quant"].has_access("read"):
            return locations
        location_id = self.env.context.get("maintenance_parts_at")
        if type(location_id) is int:
            return locations.search([("id", "=", location_id)])
        warehouse_id = self.env.context.get("maintenance_parts_in")
        if type(warehouse_id) is int:
            warehouses = self.env["stock.warehouse"]
            return warehouses.search([("id", "=", warehouse_id)]).lot_stock_id
        return locations

    def _describe_as_substitute(self, lacking, day, quantity, part):
        """Say that so much of this is there, or comes, instead of another product.

        :param lacking: the other product: ``part``, a planned part, or in it
        :param day: when it comes, None if it is there
        :param quantity: in the own unit of this product
        """
        self.ensure_one()
        values = {
            "part": self.default_code or self.display_name,
            "quantity": format_quantity(self.env, quantity),
            "lacking": lacking.default_code or lacking.display_name,
            "day": day and format_date(self.env, day),
        }
        if self.uom_id != part.uom_id:
            values["quantity"] = self.uom_id._tell_quantity(quantity)
        if lacking != part.product_id:
            if day:
                return self.env._(
                    "%(part)s is expected instead of %(lacking)s on %(day)s: "
                    "%(quantity)s.",
                    **values,
                )
            return self.env._(
                "%(part)s is there instead of %(lacking)s: %(quantity)s.", **values
            )
        if day:
            return self.env._(
                "%(part)s is expected instead on %(day)s: %(quantity)s.", **values
            )
        return self.env._("%(part)s is there instead: %(quantity)s.", **values)

    def _describe_quantity(self, quantity, uom, lot=None):
        """Return in words how much of this part, and of which lot, it is.

        :param quantity: in ``uom``
        :param lot: the lot or serial number, None or an empty record for any
        """
        self.ensure_one()
        return self.env._(
            "%(quantity)s of “%(part)s”",
            quantity=uom._tell_quantity(quantity),
            part=self._get_name_with_lot(lot),
        )

    def _get_name_with_lot(self, lot=None):
        """Return the name of this part, followed by that of ``lot`` if there is one."""
        self.ensure_one()
        return f"{self.display_name} {lot.name}" if lot else self.display_name

    def _get_movable_qty(self, quantity):
        """Return ``quantity``, above zero and in the own unit, as stock can move it.

        That is at least as much as stock counts: who uses three grams of what is kept
        in kilograms, with two decimals, takes ten.
        """
        self.ensure_one()
        unit = self.uom_id
        return max(unit.round(quantity), unit.rounding) if quantity > 0 else quantity

    def _is_dust(self, quantity, held):
        """Say whether ``quantity`` is but a rest that stock cannot count.

        :param held: what was taken or asked for of it already; of nothing is no rest
        """
        self.ensure_one()
        unit = self.uom_id
        return unit.is_zero(quantity) and (
            quantity <= EPSILON or not unit.is_zero(held)
        )

    def _get_part_contents(self, company):
        """Return {product: {product in it: how much}}, in the own units of both.

        A seam for kits, which ``company`` takes apart: here each is just itself.
        """
        return {product: {product: 1.0} for product in self}

    def _get_parts_containing(self):
        """Return the products that consist, perhaps among others, of one of these."""
        return self

    def _get_part_lead_days(self):
        """Return {product id: in how many days it would be here if ordered today}.

        A seam for purchasing: here the delay of the first vendor of the current
        company, a week if nobody sells it.
        """
        leads = {}
        # with all rights: sourcing is the same for all users of the company
        for product in self.sudo():
            vendors = product.seller_ids.filtered(
                lambda vendor, product=product: (
                    vendor.company_id.id in (False, self.env.company.id)
                    and vendor.product_id in (vendor.product_id.browse(), product)
                )
            )
            leads[product.id] = vendors[:1].delay if vendors else DEFAULT_LEAD_DAYS
        return leads

    def _get_part_families(self):
        """Return {product: all products of its chain of supersession, itself too}."""
        successors = {product: product._get_successor() for product in self}
        family_of = {last: last for last in successors.values()}
        found = self.union(*family_of)
        while found:
            found = self.with_context(active_test=False).search(
                [("superseded_by_id", "in", found.ids)]
            )
            for product in found:
                family_of[product] = family_of[product.superseded_by_id]
        members = {}
        for product, last in family_of.items():
            members[last] = members.get(last, self.browse()) | product
        return {product: members[last] for product, last in successors.items()}

    # Equivalence

    @api.model
    def _get_equivalences(self, product_ids):
        """Return (sets of products, {product id: the one that supersedes it}).

        Each set lists the ids of products that replace each other, the oldest first.
        """
        products = self.env["product.product"]
        products.flush_model(["alternative_ids", "superseded_by_id"])
        linked = self._find_linked(list(product_ids))
        successors = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, superseded_by_id FROM product_product "
                    "WHERE id = ANY(%s) AND superseded_by_id IS NOT NULL",
                    linked,
                )
            )
        )
        alternatives = self.env.execute_query(
            SQL(
                "SELECT product_id, alternative_id FROM product_alternative_rel "
                "WHERE product_id = ANY(%s)",
                linked,
            )
        )
        return find_sets(product_ids, successors, alternatives), successors

    def _find_linked(self, product_ids):
        """Return the ids of all that these products lead to, themselves included.

        By the indexes of both relations: a large catalogue costs no more.
        """
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE linked(id) AS (
                       SELECT unnest(%s::int4[])
                        UNION
                       SELECT next.id
                         FROM linked l
                   CROSS JOIN LATERAL (
                              SELECT superseded_by_id AS id
                                FROM product_product
                               WHERE id = l.id AND superseded_by_id IS NOT NULL
                           UNION ALL
                              SELECT id
                                FROM product_product
                               WHERE superseded_by_id = l.id
                           UNION ALL
                              SELECT alternative_id
                                FROM product_alternative_rel
                               WHERE product_id = l.id
                           UNION ALL
                              SELECT product_id
                                FROM product_alternative_rel
                               WHERE alternative_id = l.id
                   ) next
                   )
                   SELECT id FROM linked""",
                product_ids,
            )
        )
        return [product_id for [product_id] in rows]

    def _get_substitution_sets(self):
        """Return [{product: how much of the unit of its set one of its own is}].

        Each of these products is in one of them, with those of which stock is kept and
        whose unit converts; the oldest first.
        """
        found, _successors = self._get_equivalences(self.ids)
        products = self.browse(id_ for members in found for id_ in members)
        stored = {product.id: product for product in products if product.is_storable}
        sets = []
        for members in found:
            by_reference = {}
            for product in (stored[id_] for id_ in members if id_ in stored):
                unit = product.uom_id
                for reference, group in by_reference.items():
                    factor = unit._get_factor_to(reference)
                    if factor is not None:
                        group[product] = factor
                        break
                else:
                    by_reference[unit] = {product: 1.0}
            sets += by_reference.values()
        return sets

    @api.model
    def _get_dust(self, factors):
        """Return less than what stock can move of some parts, in the unit of their set.

        :param factors: for each part, how much of that unit one of its own is
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return find_dust(digits, factors)
