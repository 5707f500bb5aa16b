"""Working beyond the rights of a caller, who may send any context.

``default_…`` keys of a context are values of whatever is created in it. Whoever creates
or writes with all rights takes no values from there.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

from .arguments import to_id


class OwnValue:
    """A value in a context that comes from our own code.

    A client sends numbers, text, lists and dicts: none of them is an instance of this.
    """

    def __init__(self, value=True):
        self.value = value


def get_own_value(env, key):
    """Return what our own code put under ``key`` of the context, None for nothing."""
    found = env.context.get(key)
    return found.value if isinstance(found, OwnValue) else None


def as_superuser(records):
    """Return ``records`` with all rights, without the defaults of the caller's context.

    To create and to write. ``sudo()`` alone is for reading.
    """
    context = records.env.context
    cleaned = clean_context(context)
    if len(cleaned) < len(context):
        # in place of the caller's context, not beside it
        # pylint: disable-next=context-overridden
        records = records.with_context(cleaned)
    return records.sudo()


def get_own_defaults(model, names):
    """Return the defaults that the definitions of these fields say, as a dict.

    Neither the context nor the stored defaults of a user count.
    """
    return {
        name: model._fields[name].default(model)
        for name in names
        if model._fields[name].default
    }


def get_visible_names(records, hidden):
    """Return the names of ``records``, as text for a message.

    Only of those that the user may read, also where the records are read with all
    rights.

    :param hidden: what is said in place of the others
    """
    visible = records.sudo(False)._filtered_access("read")
    names = visible.mapped("display_name")
    if len(visible) < len(records):
        names.append(hidden)
    return ", ".join(names)


def check_new_owner(records, name, vals):
    """Refuse that ``records`` go to an owner of another company by a write.

    Creating is refused by the record rules; a write is checked by them only as the
    records were before it.

    :param name: the many2one of the owner, whose company is that of the records
    :raises AccessError: if the user may not see the new owner
    :raises UserError: naming the record, if the company is another, or if what is given
        is no id
    """
    env = records.env
    if env.su or not vals.get(name):
        return
    owner_id = to_id(env, vals[name], name)
    owner = env[records._fields[name].comodel_name].browse(owner_id)
    owner.check_access("read")
    # the name of the owner before, whatever became of the rights on it
    for record in records.sudo():
        company, other = record[name].company_id, owner.company_id
        if company and other and company != other:
            raise UserError(
                env._(
                    "“%(record)s” belongs to %(company)s and cannot go to “%(owner)s” "
                    "of %(other)s. Enter it there anew.",
                    record=record.display_name,
                    company=company.display_name,
                    owner=owner.display_name,
                    other=other.display_name,
                )
            )


def check_new_company(records, vals):
    """Refuse that ``records`` are given to a company that the user is not in.

    :raises AccessError: naming the record
    """
    env = records.env
    company_id = vals.get("company_id")
    if env.su or not company_id or company_id in env.user.company_ids.ids:
        return
    for record in records:
        if record.company_id.id != company_id:
            raise AccessError(
                env._(
                    "You are not in the company that “%s” is to belong to.",
                    record.display_name,
                )
            )
