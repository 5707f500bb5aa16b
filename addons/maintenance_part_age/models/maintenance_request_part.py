from odoo import fields, models

from ..tools import is_looked_after


class MaintenanceRequestPart(models.Model):
    _inherit = "maintenance.request.part"
    # only whoever opens a job for an age says so
    _own_values = frozenset({"age_key"})

    age_key = fields.Char(
        copy=False,
        readonly=True,
        help="Which age of which part of the asset this part was planned for. There is "
        "one for each age, also after the job is cancelled.",
    )

    # not two jobs for one age, also when two runs plan at once
    _age_key_uniq = models.UniqueIndex(
        "(age_key) WHERE age_key IS NOT NULL",
        "A job plans this part already, for the age that it has reached.",
    )

    def _find_added_places(self):
        """Return {planned part: the Place that it is for}, of these that a person has
        added, and that their asset has in one place only.
        """
        added = {
            part: (
                part.equipment_id.id,
                (part.substitute_for_id or part.product_id).id,
                part.position,
            )
            for part in self
            if not part.path
        }
        replacements = self.env["maintenance.part.replacement"]
        places = replacements._match_single_places(added.values())
        return {part: places[key] for part, key in added.items() if key in places}

    def _get_paths(self):
        """Return {planned part: the path of the place that it is for, or False}."""
        paths = {part: part.path for part in self}
        for part, place in self._find_added_places().items():
            paths[part] = place.path
        return paths

    def _find_looked_after(self, ages, today):
        """Return {(asset id, path): the job that looks after its age} by these parts of
        open jobs.

        :param ages: what ``_get_part_ages()`` of assets returns
        """
        days = self.request_id._get_need_days()
        paths = self._get_paths()
        by_place = self.grouped(lambda part: (part.equipment_id.id, paths[part]))
        found = {}
        for age in ages:
            place = age["equipment_id"], age["path"]
            for part in by_place.get(place, ()) if age["due_on"] else ():
                # what is overdue is due now, as is a job that is
                day = max(age["due_on"], today, part.company_id._get_today())
                if is_looked_after(day, age["notice_days"], days[part.request_id]):
                    found.setdefault(place, part.request_id)
        return found
