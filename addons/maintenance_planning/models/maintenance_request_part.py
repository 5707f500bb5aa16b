from odoo import models

from ..tools import number_keys


class MaintenanceRequestPart(models.Model):
    _inherit = "maintenance.request.part"

    def _get_need_keys(self):
        """Return {planned part: what its need is about, the same from run to run}.

        ``job/<first of the series>/<number in it>/<path>``, of a part planned by hand
        ``p<product>-<count>`` instead of the path; the key of the age for a part that
        is planned for one.
        """
        keys = {}
        for job in self.request_id:
            parts = job.part_ids.sorted(lambda part: (part.sequence, part.id))
            numbered = number_keys(
                job._get_series_root().id,
                job.series_number,
                ((part.path, part.product_id.id) for part in parts),
            )
            for part, key in zip(parts, numbered, strict=True):
                keys[part] = part.age_key or key
        return {part: keys[part] for part in self}

    def _prepare_coming_row(self):
        """Return what the next occurrence plans if it takes this part over."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_qty": self.product_qty,
            "uom_id": self.uom_id.id,
            "quantity": self.quantity,
            "path": self.path,
            "bom_line_id": self.bom_line_id.id,
            "position": self.position,
            "criticality": self.criticality,
            "is_as_listed": self._is_as_listed(),
        }
