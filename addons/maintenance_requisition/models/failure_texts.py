"""Why a requisition line cannot be ordered, in words, each with its remedy."""


def tell_failure(line, failure):
    """Return in words why a requisition ``line`` cannot be ordered, and the remedy.

    :param failure: dict ``code``, and ``text``: what Odoo or a person has said
    """
    # with all rights: who decides about parts may lack access to some warehouses
    line_sudo = line.sudo()
    return _get_texts(line.env).get(failure["code"], "") % {
        "part": line.product_id.display_name,
        "vendor": line.vendor_id.display_name,
        "warehouse": line_sudo.warehouse_id.display_name,
        "source": line_sudo.source_warehouse_id.display_name,
        "text": failure.get("text"),
    }


def _get_texts(env):
    """Return {code of a failure: its text in the language of ``env``}.

    The texts take ``part``, ``vendor``, ``warehouse``, ``source`` and ``text``.
    """
    can_enter_vendors = env["product.supplierinfo"]._can_be_entered()
    return {
        "archived_part": env._(
            "“%(part)s” is archived: unarchive it, or say what supersedes it."
        ),
        "archived_source": env._(
            "The warehouse “%(source)s” is archived: choose another."
        ),
        "archived_vendor": env._(
            "The vendor “%(vendor)s” is archived: choose another."
        ),
        "archived_warehouse": env._(
            "The warehouse “%(warehouse)s” is archived: unarchive it, or cancel "
            "this line."
        ),
        "no_order": env._(
            "Odoo made no purchase line: look at the routes of “%(part)s”."
        ),
        "no_transfer": env._(
            "Odoo made no transfer: look at the routes from “%(source)s”."
        ),
        "no_vendor": (
            env._("“%(part)s” has no vendor: add one on the Purchase tab of the part.")
            if can_enter_vendors
            else env._(
                "“%(part)s” has no vendor: ask purchasing to add one to the part."
            )
        ),
        "not_purchasable": env._(
            "“%(part)s” cannot be purchased: tick Purchase on the part, or say what "
            "supersedes it."
        ),
        "odoo": "%(text)s",
        "undone": env._(
            "It was cancelled in %(text)s: approve this line to get it all the "
            "same, or cancel it."
        ),
        "vendor_unit": (
            env._(
                "“%(part)s” is sold in a unit that does not convert to its own: "
                "correct it on the Purchase tab of the part."
            )
            if can_enter_vendors
            else env._(
                "“%(part)s” is sold in a unit that does not convert to its own: "
                "ask purchasing to correct it on the part."
            )
        ),
    }
