from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # a refusal is stored, so that existing users get the digest
    parts_digest_off = fields.Boolean(
        string="No Parts Digest",
        help="You get no daily message about what is new in the planning of parts.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "parts_digest_off"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "parts_digest_off"]
