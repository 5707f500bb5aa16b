from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..applying import Batch
from ..tools.keys import BY_REGISTER, KEYS

# what a register hears of each asset, whoever decides about it
ALWAYS = ("status", "condition", "location", "owner")
LAST, NEXT, DELETED = "last_maintenance", "next_maintenance", "deleted"
# after so many days a change is forgotten if the same asset has changed since
DAYS_KEPT = 90


class MaintenanceRegisterChange(models.Model):
    """What has happened to an asset that a register is to hear of.

    Rows are inserted by SQL where it happens, without a number. Whoever reads them
    numbers those that he sees: a row whose transaction ends later gets a later number,
    so that nothing between two numbers appears after they were read.
    """

    _name = "maintenance.register.change"
    _description = "Change for an Asset Register"
    _inherit = ["maintenance.checked.values"]
    _order = "id DESC"
    _log_access = False

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    binding_id = fields.Many2one(
        "maintenance.register.binding",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    keys = fields.Char(required=True, readonly=True)
    changed_at = fields.Datetime(required=True, readonly=True)
    number = fields.Integer(readonly=True, aggregator=None)

    _number_idx = models.Index("(register_id, number)")

    def init(self):
        # the numbers of all changes that have been read
        self.env.cr.execute(
            SQL(
                """CREATE SEQUENCE IF NOT EXISTS maintenance_register_change_number_seq
                   OWNED BY maintenance_register_change.number"""
            )
        )

    # --- logged -----------------------------------------------------------------------

    @api.model
    def _log(self, asset_ids, keys, source=None):
        """Let all registers but one hear that assets have changed.

        :param asset_ids: ids of assets, bound or not
        :param keys: what has changed
        :param source: id of the register that has brought it in
        """
        # what a register may have to write again is looked at anew
        is_own = not set(keys).isdisjoint(KEYS)
        self.env["maintenance.register.binding"].flush_model()
        self.env.cr.execute(
            SQL(
                """WITH touched AS (
                       SELECT id, register_id, digest
                         FROM maintenance_register_binding
                        WHERE equipment_id = ANY(%(assets)s)
                          AND register_id IS DISTINCT FROM %(source)s
                   ), looked_at AS (
                       UPDATE maintenance_register_binding b SET digest = NULL
                         FROM touched t
                        WHERE b.id = t.id AND t.digest IS NOT NULL AND %(is_own)s
                   )
                   INSERT INTO maintenance_register_change
                          (register_id, binding_id, keys, changed_at)
                   SELECT register_id, id, %(keys)s, %(now)s
                     FROM touched ORDER BY id""",
                assets=list(asset_ids),
                source=source,
                is_own=is_own,
                keys=",".join(keys),
                now=fields.Datetime.now(),
            )
        )
        self.env["maintenance.register.binding"].invalidate_model(
            ["digest"], flush=False
        )

    @api.model
    def _log_bound(self, binding_ids):
        """Let a register hear of assets that were there before its records."""
        if binding_ids:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO maintenance_register_change
                              (register_id, binding_id, keys, changed_at)
                       SELECT register_id, id, %s, %s
                         FROM maintenance_register_binding
                        WHERE id = ANY(%s) ORDER BY id""",
                    ",".join(ALWAYS),
                    fields.Datetime.now(),
                    binding_ids,
                )
            )

    @api.model
    def _get_moments(self, binding_ids):
        """Return {binding id: {key: when it was changed in Odoo last, as text}}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT binding_id, keys, MAX(changed_at)
                     FROM maintenance_register_change
                    WHERE binding_id = ANY(%s) GROUP BY binding_id, keys""",
                binding_ids,
            )
        )
        moments = {}
        for binding_id, keys, moment in rows:
            of_binding = moments.setdefault(binding_id, {})
            for key in keys.split(","):
                text = moment.isoformat(" ", "seconds")
                of_binding[key] = max(of_binding.get(key, ""), text)
        return moments

    @api.autovacuum
    def _gc_changes(self):
        """Forget old changes of assets that have changed since.

        The last one of each stays, so that no cursor is too old.
        """
        self.env.cr.execute(
            SQL(
                """DELETE FROM maintenance_register_change c
                    WHERE c.changed_at < %s
                      AND EXISTS (SELECT 1 FROM maintenance_register_change later
                                   WHERE later.binding_id = c.binding_id
                                     AND (later.number > c.number
                                          OR c.number IS NULL
                                             AND later.number IS NULL
                                             AND later.id > c.id))""",
                fields.Datetime.now() - timedelta(days=DAYS_KEPT),
            )
        )
        return self.env.cr.rowcount, False

    # --- read -------------------------------------------------------------------------

    @api.model
    def _read_feed(self, register, number, limit):
        """Return what a register is to hear of: changes, the last number, more or not.

        :param number: the last number that it has heard of
        """
        self._number_all(register)
        rows = self.env.execute_query(
            SQL(
                """SELECT c.number, c.binding_id, c.keys, c.changed_at
                     FROM maintenance_register_change c
                    WHERE c.register_id = %s AND c.number > %s
                 ORDER BY c.number LIMIT %s""",
                register.id,
                number,
                limit + 1,
            )
        )
        has_more = len(rows) > limit
        rows = rows[:limit]
        changed = {}
        for _number, binding_id, keys, moment in rows:
            # in the order in which each changed last
            known_keys, _moment = changed.pop(binding_id, (set(), None))
            changed[binding_id] = (known_keys | set(keys.split(",")), moment)
        last = rows[-1][0] if rows else number
        return self._describe(register, changed), last, has_more

    @api.model
    def _number_all(self, register):
        """Number the changes that this transaction sees.

        Two that read at the same time number the same rows: the second fails, and Odoo
        runs it again. So what is not seen here gets a later number, whenever it began.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_register_change c
                      SET number = nextval('maintenance_register_change_number_seq')
                     FROM (SELECT id FROM maintenance_register_change
                            WHERE register_id = %s AND number IS NULL
                         ORDER BY id FOR UPDATE) unread
                    WHERE c.id = unread.id""",
                register.id,
            ),
            log_exceptions=False,
        )

    @api.model
    def _describe(self, register, changed):
        """Return the changes as plain values.

        :param changed: {binding id: (keys, moment)}
        """
        bindings = self.env["maintenance.register.binding"].browse(changed)
        # an archived asset is bound as any other
        assets = bindings.with_context(active_test=False).equipment_id
        values = self._get_values(register, assets)
        owners = register._get_owners()
        told = {key for key in KEYS if owners.get(key, BY_REGISTER) != BY_REGISTER}
        told.update(self._get_told_keys())
        answers = []
        for binding in bindings:
            keys, moment = changed[binding.id]
            known = values.get(binding.equipment_id.id, {})
            answers.append(
                {
                    "external_id": binding.external_id,
                    "equipment_id": binding.equipment_id.id,
                    "changed": sorted(keys),
                    "values": {
                        key: value
                        for key, value in known.items()
                        if key in told or key in keys
                    },
                    "is_deleted": binding.state == "deleted",
                    "changed_at": moment.isoformat(" ", "seconds"),
                }
            )
        return answers

    @api.model
    def _get_told_keys(self):
        """Return the keys that a register hears of whatever has changed."""
        return {*ALWAYS, "owner_email", LAST, NEXT}

    @api.model
    def _get_values(self, register, assets):
        """Return {asset id: {key: plain value}}; the hook of what others add."""
        batch = Batch(register)
        values = batch.values.read_assets(assets)
        dates = assets._get_maintenance_dates()
        for asset in assets:
            last, following = dates.get(asset.id, (False, False))
            values[asset.id].update(
                {
                    LAST: last,
                    NEXT: following,
                    "owner_email": asset._get_owner_email() or False,
                }
            )
        return values
