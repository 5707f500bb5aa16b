from odoo import fields, models
from odoo.tools import format_date, formatLang

# also when it is zero
ALWAYS_TOLD = ("on_hand", "needed")


class MaintenanceExplained(models.AbstractModel):
    """What lacks, told with its arithmetic in the language of whoever looks."""

    _name = "maintenance.explained"
    _description = "Explained Quantity"

    facts = fields.Json(readonly=True)
    explanation = fields.Char(
        compute="_compute_explanation",
        help="The arithmetic: what is there by that day, and what is wanted.",
    )

    def _compute_explanation(self):
        for record in self:
            record.explanation = record._explain()

    def _explain(self):
        """Return the arithmetic in words. ``facts`` are those of ``tools.explain``."""
        self.ensure_one()
        facts = self.facts or {}
        pieces = [
            text % {"quantity": self._format_quantity(facts[name])}
            for name, text in self._get_fact_texts().items()
            if facts.get(name) or (facts and name in ALWAYS_TOLD)
        ]
        return self.env._(
            "By %(day)s: %(arithmetic)s → short %(short)s %(unit)s",
            day=format_date(self.env, self._get_explained_day()),
            arithmetic=", ".join(pieces) or self.env._("nothing there"),
            short=self._format_quantity(self._get_explained_quantity()),
            unit=self.product_id.uom_id.name,
        )

    def _get_explained_day(self):
        """Return the day up to which the facts count."""
        return self.date_need

    def _get_explained_quantity(self):
        """Return what is short, in the unit of the part."""
        return self.quantity

    def _get_fact_texts(self):
        """Return {name of the fact: how it is told}."""
        return {
            "on_hand": self.env._("on hand %(quantity)s"),
            "reserved": self.env._("reserved %(quantity)s"),
            "incoming": self.env._("due %(quantity)s"),
            "ordered": self.env._("in RFQs %(quantity)s"),
            "kept": self.env._("kept elsewhere %(quantity)s"),
            "others": self.env._("other demand %(quantity)s"),
            "needed": self.env._("needed %(quantity)s"),
            "also": self.env._("of that already lacking %(quantity)s"),
        }

    def _format_quantity(self, quantity):
        text = formatLang(self.env, quantity, dp="Product Unit")
        separator = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        point = separator.decimal_point or "."
        return text.rstrip("0").rstrip(point) if point in text else text

    def _summarize_names(self, records, most=3):
        """Return the names of the first of ``records`` and how many more there are."""
        names = records[:most].mapped("display_name")
        more = len(records) - len(names)
        if more > 0:
            names.append(self.env._("%s more", more))
        return ", ".join(names)
