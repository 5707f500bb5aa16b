from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.words import format_quantity

# also when it is zero
ALWAYS_TOLD = ("on_hand", "needed")


class MaintenanceExplained(models.AbstractModel):
    """A shortage explained by its calculation, in the language of the user."""

    _name = "maintenance.explained"
    _description = "Explained Quantity"

    facts = fields.Json(readonly=True)
    explanation = fields.Char(
        compute="_compute_explanation",
        help="Calculation: what is available by that day, and what is needed.",
    )

    def _compute_explanation(self):
        for record in self:
            record.explanation = record._explain()

    def _explain(self):
        """Return the arithmetic in words. ``facts`` are those of ``tools.explain``."""
        self.ensure_one()
        facts = dict(self.facts) if isinstance(self.facts, dict) else {}
        if facts.get("kept", 0.0) < 0:
            facts["missing"] = -facts.pop("kept")
        pieces = [
            text % {"quantity": format_quantity(self.env, facts.get(name, 0.0))}
            for name, text in self._get_fact_texts().items()
            if facts.get(name) or (facts and name in ALWAYS_TOLD)
        ]
        return self.env._(
            "By %(day)s: %(arithmetic)s → short %(short)s",
            day=format_date(self.env, self._get_explained_day()),
            arithmetic=", ".join(pieces) or self.env._("nothing there"),
            short=self.product_id.uom_id._tell_quantity(self._get_explained_quantity()),
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
            "expired": self.env._("expired by then %(quantity)s"),
            "incoming": self.env._("due %(quantity)s"),
            "ordered": self.env._("in RFQs %(quantity)s"),
            "kept": self.env._("kept elsewhere %(quantity)s"),
            "missing": self.env._("of that missing elsewhere %(quantity)s"),
            "others": self.env._("other demand %(quantity)s"),
            "needed": self.env._("needed %(quantity)s"),
            "also": self.env._("of that already lacking %(quantity)s"),
        }

    def _summarize_names(self, records, most=3):
        """Return the first names of ``records`` and how many more there are."""
        every = list(dict.fromkeys(records.mapped("display_name")))
        names = every[:most]
        if len(every) > most:
            names.append(self.env._("%s more", len(every) - most))
        return ", ".join(names)
