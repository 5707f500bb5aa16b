from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.arguments import get_active_ids, to_record
from ..models.locking import one_at_a_time
from ..tools import choose_bom, group_assets, group_key


class MaintenanceBomSuggest(models.TransientModel):
    """Gives many assets their BOM at once, by category and model."""

    _name = "maintenance.bom.suggest"
    _description = "Suggest BOMs for Assets"

    line_ids = fields.One2many("maintenance.bom.suggest.line", "suggest_id")
    equipment_count = fields.Integer(
        string="Assets Without BOM", compute="_compute_equipment_count"
    )

    @api.depends("line_ids.equipment_ids")
    def _compute_equipment_count(self):
        for wizard in self:
            wizard.equipment_count = len(wizard.line_ids.equipment_ids)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" not in fields:
            return values
        equipment = self.env["maintenance.equipment"]
        if self.env.context.get("active_model") == "maintenance.equipment":
            assets = equipment.browse(get_active_ids(self.env))
            assets = assets.filtered(lambda asset: not asset.bom_id)
        else:
            assets = equipment.search(
                equipment._get_living_domain() & Domain("bom_id", "=", False)
            )
        values["line_ids"] = [
            Command.create(line) for line in self._prepare_lines(assets)
        ]
        return values

    def _prepare_lines(self, assets):
        """Return the values of one line a company, category and model."""
        used = self._get_used_boms(assets)
        lines = []
        for company, of_company in assets.grouped("company_id").items():
            boms = [
                (bom.id, bom.category_id.id, bom.name, bom.code)
                for bom in self.env["maintenance.bom"].search(
                    [("company_id", "in", [False, company.id])]
                )
            ]
            groups = group_assets(
                (asset.id, asset.category_id.id, asset.model) for asset in of_company
            )
            for key, asset_ids in groups.items():
                members = of_company.browse(asset_ids)
                bom_id = choose_bom(key, used, boms)
                model = " ".join((members[0].model or "").split())
                lines.append(
                    {
                        "equipment_ids": [Command.set(asset_ids)],
                        "bom_id": bom_id,
                        "new_bom_name": False if bom_id else model,
                    }
                )
        return lines

    def _get_used_boms(self, assets):
        """Return {group key: Counter of BOM ids} of assets that have a BOM already."""
        used = defaultdict(Counter)
        for category, model, bom, count in self.env[
            "maintenance.equipment"
        ]._read_group(
            [("category_id", "in", assets.category_id.ids), ("bom_id", "!=", False)],
            ["category_id", "model", "bom_id"],
            ["__count"],
        ):
            used[group_key(category.id, model)][bom.id] += count
        return used

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.line_ids.equipment_ids,)

    @one_at_a_time
    def action_apply(self):
        """Attach the chosen BOMs; those that were only named are created.

        Assets that have got a BOM in the meantime keep it.
        """
        self = to_record(self)
        chosen = self.line_ids.filtered(lambda line: line.bom_id or line.new_bom_name)
        if not chosen:
            raise UserError(
                self.env._("Choose a BOM for at least one group, or name a new one.")
            )
        waiting = {
            line: line.equipment_ids.filtered(lambda asset: not asset.bom_id)
            for line in chosen
        }
        chosen = chosen.filtered(lambda line: waiting[line])
        new_lines = chosen.filtered(lambda line: not line.bom_id)
        boms = self.env["maintenance.bom"].create(
            [line._prepare_bom() for line in new_lines]
        )
        for line, bom in zip(new_lines, boms, strict=True):
            line.bom_id = bom
        for bom, lines in chosen.grouped("bom_id").items():
            assets = lines.equipment_ids.filtered(lambda asset: not asset.bom_id)
            assets.write({"bom_id": bom.id})
        return self._get_result_action(boms)

    def _get_result_action(self, new_boms):
        """Return the action that goes on: to the new BOMs, whose parts are missing."""
        if new_boms:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "maintenance_bom.maintenance_bom_action"
            )
            return dict(action, domain=[("id", "in", new_boms.ids)])
        return {"type": "ir.actions.act_window_close"}
