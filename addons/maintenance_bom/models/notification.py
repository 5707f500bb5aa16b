"""What a button answers that has done something and stays where it is."""


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
