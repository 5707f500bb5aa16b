"""What buttons answer: a notification of what they did, or a dialog that asks."""


def get_notification(message, kind="success", then=None, **params):
    """Return the action that shows a notification, as a dict.

    :param message: the text, translated
    :param kind: ``success``, ``warning``, ``info`` or ``danger``
    :param then: the action that follows; closing the dialog if left out
    :param params: what else Odoo's notification takes: ``title``, ``sticky``
    """
    then = then or {"type": "ir.actions.act_window_close"}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, "next": then, **params},
    }


def get_dialog(name, model, defaults=None, record=None, size=None):
    """Return the action that opens the form of ``model`` in a dialog, as a dict.

    :param name: the title, translated
    :param defaults: {field: value} of a new record
    :param record: the record to open instead
    :param size: ``extra-large``, for a table with many columns
    """
    context = {f"default_{field}": value for field, value in (defaults or {}).items()}
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "res_id": record.id if record else False,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        "context": context | ({"dialog_size": size} if size else {}),
    }
