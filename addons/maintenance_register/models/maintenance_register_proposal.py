from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceRegisterProposal(models.Model):
    """The retirement of an asset that a register lists as retired, or not any more."""

    _name = "maintenance.register.proposal"
    _description = "Retirement Proposed by an Asset Register"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "id DESC"
    _rec_name = "equipment_id"
    _owner = "binding_id"

    binding_id = fields.Many2one(
        "maintenance.register.binding",
        string="Record",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    register_id = fields.Many2one(
        related="binding_id.register_id", store=True, index=True
    )
    company_id = fields.Many2one(related="register_id.company_id")
    equipment_id = fields.Many2one(
        related="binding_id.equipment_id",
        string="Asset",
        store=True,
        index="btree_not_null",
    )
    run_id = fields.Many2one(
        "maintenance.register.run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    cause = fields.Selection(
        [("vanished", "Vanished"), ("retired", "Retired There")],
        required=True,
        readonly=True,
    )
    retirement_date = fields.Date(
        string="Retires On",
        readonly=True,
        help="The day that the register says; today if it says none.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("obsolete", "Obsolete"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(binding_id) WHERE state = 'open'",
        "The retirement of this asset is proposed already.",
    )

    @api.depends("binding_id", "equipment_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = (
                one.equipment_id.display_name or one.binding_id.external_id or ""
            )

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # with all rights: who may not see the asset is told so by the method
        return (self.sudo().equipment_id, self)

    @api.model
    def _propose(self, run, bindings, cause):
        """Propose to retire the assets of these records; return the proposals."""
        open_ones = self.search(
            [("binding_id", "in", bindings.ids), ("state", "=", "open")]
        )
        # another cause, or another day, than what was proposed before
        open_ones.write({"state": "obsolete"})
        return self.create(
            [
                {
                    "binding_id": one.id,
                    "run_id": run.id,
                    "cause": cause,
                    "retirement_date": one.retired_on,
                }
                for one in bindings
            ]
        )

    @api.model
    def _drop_obsolete(self, binding_ids):
        """The register lists these records as in use again."""
        self.search([("binding_id", "in", binding_ids), ("state", "=", "open")]).write(
            {"state": "obsolete"}
        )

    @one_at_a_time
    def action_accept(self):
        """Retire the assets, on the days that the register says.

        :raises AccessError: if the user may not retire assets
        :raises UserError: for a proposal that is decided already
        :return: True
        """
        self = to_records(self)
        self._check_open()
        today = fields.Date.context_today(self)
        for day, proposals in self.grouped("retirement_date").items():
            # those that have retired meanwhile are where they should be
            assets = proposals.equipment_id.filtered(
                lambda asset: asset.lifecycle_state != "retired"
            )
            assets.action_retire(day or today)
        self._decide("accepted")
        return True

    @one_at_a_time
    def action_decline(self):
        """Keep the assets. It is not proposed again unless the register says more.

        :raises UserError: for a proposal that is decided already
        :return: True
        """
        self = to_records(self)
        self._check_open()
        self._decide("declined")
        return True

    def _check_open(self):
        self.check_access("read")
        # who decides is who could do it by hand
        self.equipment_id.check_access("write")
        for one in self:
            if one.state != "open":
                raise UserError(
                    self.env._(
                        "The retirement of “%s” is decided already.", one.display_name
                    )
                )

    def _decide(self, state):
        # nobody enters it, but by these buttons
        as_superuser(self).write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def get_consequences(self):
        """Return what the retirements mean, as a dict; empty if nothing is known of it.

        :raises AccessError: if the user may not see one of the proposals
        """
        self = to_records(self)
        self.check_access("read")
        return self._get_consequences()

    def _get_consequences(self):
        """Return what the retirements mean, as a dict; the hook of other addons."""
        return {}
