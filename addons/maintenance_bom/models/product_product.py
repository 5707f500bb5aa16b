from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .arguments import to_date, to_flag, to_records


class ProductProduct(models.Model):
    _inherit = "product.product"

    superseded_by_id = fields.Many2one(
        "product.product",
        groups="base.group_user",
        index="btree_not_null",
        check_company=True,
        domain="[('type', '=', 'consu'), ('id', '!=', id)]",
        help="The part to buy instead once the stock of this one is used up.",
    )
    supersedes_ids = fields.One2many(
        "product.product",
        "superseded_by_id",
        readonly=True,
        groups="base.group_user",
    )
    alternative_ids = fields.Many2many(
        "product.product",
        "product_alternative_rel",
        "product_id",
        "alternative_id",
        groups="base.group_user",
        check_company=True,
        domain="[('type', '=', 'consu'), ('id', '!=', id)]",
        help="Parts that fit in the same places. It holds both ways.",
    )
    maintenance_bom_line_ids = fields.One2many(
        "maintenance.bom.line",
        "product_id",
        string="BOM Lines",
        groups="maintenance_bom.group_user",
    )
    where_used_summary = fields.Char(
        string="Used On",
        compute="_compute_where_used_summary",
        groups="maintenance_bom.group_user",
        help="The asset types that have this part, with their number of assets.",
    )
    where_used_count = fields.Integer(
        string="Used on Assets",
        compute="_compute_where_used_count",
        groups="maintenance_bom.group_user",
        help="Living assets that have this part, now or from a later day on.",
    )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find products as Odoo does; the parts of one asset come first if the context
        names it in ``maintenance_parts_of`` (an id).
        """
        asset_id = self.env.context.get("maintenance_parts_of")
        parts = self.env["maintenance.equipment.part"]
        is_usual = type(asset_id) is not int or type(limit or 0) is not int
        if is_usual or not parts.has_access("read"):
            return super().name_search(name, domain, operator, limit)
        today = fields.Date.context_today(self)
        rows = parts.search(
            Domain("equipment_id", "=", asset_id) & parts._get_valid_domain(today)
        )
        domain = Domain(domain or Domain.TRUE)
        own = Domain("id", "in", rows.product_id.ids)
        found = super().name_search(name, domain & own, operator, limit)
        if not limit:
            return found + super().name_search(name, domain & ~own, operator, limit)
        if len(found) < limit:
            rest = limit - len(found)
            found += super().name_search(name, domain & ~own, operator, rest)
        return found

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_where_used_count(self):
        counts = dict(
            self.env["maintenance.equipment.part"]._read_group(
                self._get_where_used_domain(),
                ["product_id"],
                ["equipment_id:count_distinct"],
            )
        )
        for product in self:
            product.where_used_count = counts.get(product._origin, 0)

    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_where_used_summary(self):
        summaries = self._get_where_used_summary("product_id")
        for product in self:
            product.where_used_summary = summaries.get(product._origin.id, False)

    def _get_where_used_domain(self):
        """Return the domain of the places where living assets have these parts."""
        today = fields.Date.context_today(self)
        return Domain.AND(
            [
                Domain("product_id", "in", self.ids),
                Domain("lifecycle_state", "!=", "retired"),
                Domain("date_to", "=", False) | Domain("date_to", ">=", today),
            ]
        )

    @api.constrains("alternative_ids", "superseded_by_id")
    def _check_company_of_replacements(self):
        # Odoo checks the companies of products only where it is told to
        self._check_company(["alternative_ids", "superseded_by_id"])

    @api.constrains("superseded_by_id")
    def _check_supersession(self):
        if not self._has_cycle("superseded_by_id"):
            return
        for product in self:
            chain = [product]
            while chain[-1].superseded_by_id and chain[-1].superseded_by_id != product:
                chain.append(chain[-1].superseded_by_id)
            if chain[-1].superseded_by_id:
                chain.append(product)
                raise ValidationError(
                    self.env._(
                        "A part cannot supersede itself: %s. "
                        "Clear “Superseded By” on one of them.",
                        " → ".join(part.display_name for part in chain),
                    )
                )

    @api.constrains("alternative_ids")
    def _check_alternatives(self):
        for product in self:
            if product in product.alternative_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be an alternative to itself.", product.display_name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        products.filtered("alternative_ids")._mirror_alternatives({})
        return products

    def write(self, vals):
        if "alternative_ids" not in vals:
            return super().write(vals)
        before = {product: product.alternative_ids for product in self}
        result = super().write(vals)
        self._mirror_alternatives(before)
        return result

    def _mirror_alternatives(self, before):
        """Make the alternatives of these products hold the other way round too."""
        changes = defaultdict(list)
        for product in self:
            old = before.get(product, self.browse())
            for other in product.alternative_ids - old:
                if product not in other.alternative_ids:
                    changes[other].append(fields.Command.link(product.id))
            for other in old - product.alternative_ids:
                if product in other.alternative_ids:
                    changes[other].append(fields.Command.unlink(product.id))
        for other, commands in changes.items():
            other.write({"alternative_ids": commands})

    def _get_successor(self):
        """Return the last part of the supersession chain, itself if there is none."""
        self.ensure_one()
        product = self
        while product.superseded_by_id:
            product = product.superseded_by_id
        return product

    def get_where_used(self, include_retired=False, date=None):
        """Return the places where assets have these parts, one dict a fitted position.

        :param include_retired: also the assets that have left
        :param date: date or ISO string: only the lines valid on that day; if left out,
            those valid today or from a later day on
        :return: list of dicts as of ``maintenance.equipment.get_spare_parts()``,
            ordered by asset: at least ``equipment_id``, ``product_id``,
            ``product_qty`` (in the part's own unit, unrounded), ``position``,
            ``line_id``

        Assets that the user may not read are left out.
        """
        self = to_records(self)
        self.check_access("read")
        parts = self.env["maintenance.equipment.part"]
        domain = Domain("product_id", "in", self.ids)
        day = to_date(self.env, date, "date")
        if day:
            domain &= parts._get_valid_domain(day)
        else:
            today = fields.Date.context_today(self)
            domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        if not to_flag(self.env, include_retired, "include_retired"):
            domain &= Domain("lifecycle_state", "!=", "retired")
        return parts._get_part_values(domain)

    def action_view_where_used(self):
        """Open the assets that have these parts."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_bom.maintenance_equipment_part_action_where_used"
        )
        in_use = self.mapped("where_used_count")
        return dict(
            action,
            domain=[("product_id", "in", self.ids)],
            # of a part that only retired assets had, those are shown
            context={"search_default_filter_living": 1} if any(in_use) else {},
        )

    def _get_where_used_summary(self, key):
        """Say in a few words which assets have these parts.

        :param key: the field of ``maintenance.equipment.part`` to sum up by, such as
            ``product_id`` or ``product_id.product_tmpl_id``
        :return: {id of that field's record: "Forklift H25 (3), CNC mill (1)"}: the
            asset types with most living assets first, then how many more there are; for
            a part that no living asset has: "only retired: Forklift H20 (2)"
        """
        living, retired = defaultdict(list), defaultdict(list)
        for record, bom, is_retired, count in self._count_where_used(key):
            kinds = retired if is_retired else living
            kinds[record.id].append((-count, bom.display_name or self.env._("No BOM")))
        summaries = {
            record_id: self.env._("only retired: %s", self._enumerate(named))
            for record_id, named in retired.items()
        }
        return summaries | {
            record_id: self._enumerate(named) for record_id, named in living.items()
        }

    def _count_where_used(self, key):
        """Return ``(record, BOM, is retired, number of assets)`` of these parts."""
        parts = self.env["maintenance.equipment.part"]
        retired = Domain("product_id", "in", self.ids) & Domain(
            "lifecycle_state", "=", "retired"
        )
        for is_retired, domain in (
            (False, self._get_where_used_domain()),
            (True, retired),
        ):
            for record, bom, count in parts._read_group(
                domain, [key, "bom_id"], ["equipment_id:count_distinct"]
            ):
                yield record, bom, is_retired, count

    def _enumerate(self, named):
        """Return "Truck (3), Pump (1), and 2 more" of ``(-count, name)``."""
        named = sorted(named)
        words = [f"{name} ({-count})" for count, name in named[:3]]
        if len(named) > 3:
            words.append(self.env._("and %s more", len(named) - 3))
        return ", ".join(words)
