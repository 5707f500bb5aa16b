import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.rights import as_superuser

STATES = [
    ("bound", "Bound"),
    ("vanished", "Vanished"),
    ("retired", "Retired There"),
    ("deleted", "Asset Deleted"),
]


class MaintenanceRegisterBinding(models.Model):
    """One record of a register and the asset that it is about.

    When the asset is deleted it stays as a tombstone, so that the record does not come
    back as a new asset. It is written by the methods of the register alone.
    """

    _name = "maintenance.register.binding"
    _description = "Record of an Asset Register"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "register_id, external_id, id"
    _rec_name = "external_id"
    _rec_names_search = ["external_id", "equipment_id"]
    _owner = "register_id"

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="register_id.company_id")
    external_id = fields.Char(
        string="External ID",
        required=True,
        readonly=True,
        help="How the register identifies the record.",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(STATES, required=True, default="bound", readonly=True)
    agreed_values = fields.Json(
        readonly=True, help="What the register and Odoo last agreed on."
    )
    digest = fields.Char(
        readonly=True,
        help="Of the last record that was applied; nothing if the asset has changed "
        "since.",
    )
    last_seen = fields.Datetime(
        readonly=True, help="When the register last gave the record."
    )
    last_run_id = fields.Many2one(
        "maintenance.register.run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    retired_on = fields.Date(
        string="Retired There On",
        readonly=True,
        help="The day on which the asset left, as the register says.",
    )
    deleted_at = fields.Datetime(readonly=True)
    equipment_name = fields.Char(
        string="Deleted Asset",
        readonly=True,
        help="The name of the asset, as it was when it was deleted.",
    )
    conflict_ids = fields.One2many("maintenance.register.conflict", "binding_id")
    proposal_ids = fields.One2many("maintenance.register.proposal", "binding_id")

    _external_id_uniq = models.Constraint(
        "unique(register_id, external_id)",
        "The register has a record with this external id already.",
    )
    _equipment_uniq = models.UniqueIndex(
        "(register_id, equipment_id) WHERE equipment_id IS NOT NULL",
        "Another record of the register is about this asset.",
    )

    @api.model
    def _forget_digests(self, domain):
        """Let these records be looked at anew, whether or not they have changed."""
        # whoever changes what a register may do has it read the records anew
        known_sudo = as_superuser(self).search(domain & Domain("digest", "!=", False))
        known_sudo.write({"digest": False})

    # Rows are written by SQL, a batch at once: they are ours alone, and nothing is
    # computed from them.

    @api.model
    def _insert(self, register, rows, run):
        """Insert records that a register has just given.

        :param rows: list of external id, asset, agreed values, digest, state, day of
            retiring there
        :return: their ids, in this order
        """
        if not rows:
            return []
        inserted = self.env.execute_query(
            SQL(
                """INSERT INTO maintenance_register_binding
                          (register_id, external_id, equipment_id, agreed_values,
                           digest, state, retired_on, last_seen, last_run_id,
                           create_uid, create_date, write_uid, write_date)
                   SELECT %(register)s, v.external_id, v.equipment_id, v.agreed::jsonb,
                          v.digest, v.state, v.day, %(now)s, %(run)s,
                          %(user)s, %(now)s, %(user)s, %(now)s
                     FROM unnest(%(external_ids)s::varchar[], %(assets)s::int[],
                                 %(agreed)s::text[], %(digests)s::varchar[],
                                 %(states)s::varchar[], %(days)s::date[])
                       AS v(external_id, equipment_id, agreed, digest, state, day)
                RETURNING external_id, id""",
                register=register.id,
                run=run.id or None,
                user=self.env.uid,
                now=fields.Datetime.now(),
                **_get_columns(rows),
            )
        )
        self._forget_read()
        ids = dict(inserted)
        return [ids[external_id] for external_id, *_values in rows]

    @api.model
    def _update(self, rows, run):
        """Update records that a register has just given.

        :param rows: as of :meth:`_insert`, with the id in front
        """
        if not rows:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_register_binding b
                      SET equipment_id = v.equipment_id,
                          agreed_values = v.agreed::jsonb,
                          digest = v.digest,
                          state = v.state,
                          retired_on = v.day,
                          last_seen = %(now)s,
                          last_run_id = COALESCE(%(run)s, b.last_run_id),
                          write_uid = %(user)s,
                          write_date = %(now)s
                     FROM unnest(%(ids)s::int[], %(assets)s::int[], %(agreed)s::text[],
                                 %(digests)s::varchar[], %(states)s::varchar[],
                                 %(days)s::date[])
                       AS v(id, equipment_id, agreed, digest, state, day)
                    WHERE b.id = v.id""",
                run=run.id or None,
                user=self.env.uid,
                now=fields.Datetime.now(),
                ids=[binding_id for binding_id, *_values in rows],
                **_get_columns([values for _id, *values in rows]),
            )
        )
        self._forget_read()

    @api.model
    def _note_seen(self, ids, run):
        """Note that the register has just given these records."""
        if not ids:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_register_binding
                      SET last_seen = %s, last_run_id = COALESCE(%s, last_run_id)
                    WHERE id = ANY(%s)""",
                fields.Datetime.now(),
                run.id or None,
                ids,
            )
        )
        self._forget_read()

    @api.model
    def _forget_read(self):
        self.invalidate_model(flush=False)
        self.env["maintenance.register"].invalidate_model(["binding_ids"], flush=False)
        self.env["maintenance.equipment"].invalidate_model(
            ["register_binding_ids"], flush=False
        )


def _get_columns(rows):
    """Return the columns of rows as lists, for ``unnest``.

    :param rows: as of ``_insert``
    """
    external_ids, assets, agreed, digests, states, days = zip(*rows, strict=True)
    return {
        "external_ids": list(external_ids),
        "assets": list(assets),
        "agreed": list(map(json.dumps, agreed)),
        "digests": list(digests),
        "states": list(states),
        "days": list(days),
    }
