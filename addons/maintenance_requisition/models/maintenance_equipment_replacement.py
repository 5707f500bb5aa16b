from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import (
    to_date,
    to_id,
    to_lines,
    to_record,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceEquipmentReplacement(models.AbstractModel):
    """What others know about when parts of an asset were replaced."""

    _name = "maintenance.equipment.replacement"
    _description = "Replacements of the Parts of an Asset"

    @one_at_a_time
    def record_replacements(self, lines):
        """Record when parts of this asset were replaced.

        :param lines: list of dicts ``product_id``, with ``position`` if the asset has
            the part in several places, or ``path`` instead (as in
            ``get_spare_parts()``); ``date``: date or ISO string; ``note`` if wanted
        :raises AccessError: if the user may not read the asset
        :return: list of dicts, one a line: ``line`` (its number, from 1),
            ``replacement_id`` and ``path`` (False if the line is wrong), and ``error``
            (words, False if all is well)

        A wrong line is reported, the others are recorded. What is known already, for
        the same place and day, is not recorded again.
        """
        self = to_record(self)
        self._check_may_report()
        lines, problems = self._read_replacements(to_lines(self.env, lines))
        # users record facts about assets that they see; planners mend them
        replacements_sudo = as_superuser(self.env["maintenance.part.replacement"])
        places = replacements_sudo._find_places(lines)
        results, vals_list = [], {}
        for number, (line, wrong, (place, no_place)) in enumerate(
            zip(lines, problems, places, strict=True), 1
        ):
            day, wrong_day = self._read_replacement_day(line.get("date"))
            problem = wrong or no_place or wrong_day
            result = {
                "line": number,
                "replacement_id": False,
                "path": not problem and place.path,
                "error": problem,
            }
            if not problem:
                vals_list.setdefault(
                    (place.path, day), self._prepare_replacement(line, place, day)
                )
                result["day"] = day
            results.append(result)
        recorded = replacements_sudo.search(
            [("equipment_id", "=", self.id)], order="id desc"
        )
        known = {(row.path, row.replaced_on): row.id for row in recorded}
        fresh = {place: vals for place, vals in vals_list.items() if place not in known}
        created = replacements_sudo.create(list(fresh.values()))
        known |= dict(zip(fresh, created.ids, strict=True))
        for result in results:
            day = result.pop("day", None)
            result["replacement_id"] = known.get((result["path"], day), False)
        return results

    def _read_replacements(self, lines):
        """Return (lines with what they give, read; what is wrong with each, or False).

        Without parts that there are not.
        """
        read, problems = [], []
        for line in lines:
            given, problem = {"equipment_id": self.id}, False
            for name, reader in (
                ("product_id", to_id),
                ("position", to_text),
                ("path", to_text),
                ("note", to_text),
            ):
                try:
                    given[name] = reader(self.env, line.get(name), name) or False
                except UserError as error:
                    given[name] = False
                    problem = problem or error.args[0]
            read.append(dict(given, date=line.get("date")))
            problems.append(problem)
        products = self.env["product.product"].browse(
            {line["product_id"] for line in read if line["product_id"]}
        )
        # what is found is told by name
        known = set(products.exists()._filtered_access("read").ids)
        for line in read:
            line["product_id"] = line["product_id"] in known and line["product_id"]
        return read, problems

    def _read_replacement_day(self, value):
        """Return (date, False), or (None, what is wrong with it)."""
        try:
            day = to_date(self.env, value, "date")
        except UserError as error:
            return None, error.args[0]
        if not day:
            return None, self.env._("Say in date when the part was replaced.")
        if day > fields.Date.context_today(self):
            return None, self.env._("%s is a day to come.", day)
        return day, False

    def _prepare_replacement(self, line, place, day):
        """Return the values of one replacement that another system knows."""
        self.ensure_one()
        return {
            "equipment_id": self.id,
            "product_id": line.get("product_id") or place.product_id,
            "path": place.path,
            "position": place.position,
            "bom_line_id": place.bom_line_id,
            "replaced_on": day,
            "source": "import",
            "note": line.get("note"),
        }
