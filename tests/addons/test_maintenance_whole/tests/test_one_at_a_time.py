import inspect

from odoo.tests import TransactionCase, tagged

# what a user or a program calls that checks first, and then moves, counts or creates
ONE_AT_A_TIME = {
    "maintenance.bom.suggest": ["action_apply"],
    "maintenance.capital.part": [
        "action_confirm",
        "action_decline",
        "action_take_back",
    ],
    "maintenance.charge.drift": ["action_accept", "action_correct", "action_take_back"],
    "maintenance.disposition": ["action_approve", "action_cancel", "action_done"],
    "maintenance.equipment": [
        "action_assign_codes",
        "action_cancel_retirement",
        "action_plan",
        "action_put_in_service",
        "action_report_condition",
        "action_retire",
        "action_take_out_of_service",
        "issue_parts",
        "record_replacements",
        "remove_parts",
        "return_parts",
    ],
    "maintenance.equipment.retire": ["action_apply"],
    "maintenance.part.age": ["action_ask_later"],
    "maintenance.parts.finish": ["action_apply"],
    "maintenance.parts.issue": ["action_issue", "action_open_job"],
    "maintenance.parts.missing": ["action_issue_available", "action_keep_pending"],
    "maintenance.parts.pending": ["action_drop", "action_issue_now"],
    "maintenance.parts.propose": ["action_apply"],
    "maintenance.parts.remove": ["action_apply"],
    "maintenance.parts.return": ["action_apply"],
    "maintenance.parts.warranty": ["action_apply"],
    "maintenance.register": ["_apply_records"],
    "maintenance.register.conflict": ["action_keep_odoo", "action_take_register"],
    "maintenance.register.proposal": ["action_accept", "action_decline"],
    "maintenance.register.run": ["_finish_alone", "action_cancel"],
    "maintenance.register.run.line": ["action_apply_upload"],
    "maintenance.register.upload": [
        "action_apply",
        "action_back_to_columns",
        "action_cancel",
        "action_compare",
        "action_continue",
        "action_look",
    ],
    "maintenance.request": [
        "action_finish_as_planned",
        "action_issue_available_parts",
        "action_issue_parts",
        "action_plan_substitutes",
        "action_propose_parts",
        "action_remove_parts",
        "action_reserve_parts",
        "action_return_parts",
        "button_finish_as_planned",
        "button_issue_parts",
        "button_propose_parts",
    ],
    "maintenance.request.part": ["action_drop_pending", "action_plan_substitute"],
}
# they open a screen or answer a question,
LOOK = {
    "action_compare",
    "action_compare_values",
    "action_count",
    "action_download_assets",
    "action_download_changes",
    "action_paste_lines",
    "action_preview",
    "action_print_label",
    "action_replace_here",
    "action_upload",
    "button_exclude_here",
    "on_barcode_scanned",
}
LOOKING = ("_", "action_open", "action_view_", "get_")
# or write on the records alone that they are called on: a second one runs into the
# first; or add what somebody typed; or lock the warehouse or the BOM
OTHERS = {
    "account.move": {"button_draft"},
    "maintenance.bom.attach": {"action_apply"},
    "maintenance.bom.paste": {"action_apply"},
    "maintenance.charge.drift.accept": {"action_apply"},
    "maintenance.dead.stock": {"action_dispose"},
    "maintenance.disposition": {
        "action_close_needed",
        "action_reset",
        "button_approve",
        "button_cancel",
    },
    "maintenance.disposition.cancel": {"action_apply"},
    "maintenance.disposition.confirm": {"action_apply"},
    "maintenance.equipment.finding": {"action_apply"},
    "maintenance.equipment.part": {"action_delete_own_line", "action_exclude_here"},
    "maintenance.go.live": {"action_go_live"},
    "maintenance.low.stock": {"action_wake", "snooze"},
    "maintenance.low.stock.snooze": {"action_apply"},
    "maintenance.part.age.set.date": {"action_apply"},
    "maintenance.part.minimum": {
        "action_accept",
        "action_decline",
        "action_propose",
        "propose_minimums",
    },
    "maintenance.part.shortage": {"action_plan_now"},
    "maintenance.register": {"apply_batch", "finish_run", "start_run"},
    "maintenance.register.upload.column": {"action_use_as_key"},
    "maintenance.requisition": {
        "action_approve",
        "action_approve_and_tell",
        "action_cancel",
        "run_planner",
    },
    "maintenance.requisition.line": {
        "action_approve",
        "action_approve_and_tell",
        "action_cancel",
        "action_reopen",
    },
    "maintenance.requisition.line.cancel": {"action_cancel"},
    "product.category": {"action_mark_spare_parts", "action_unmark_spare_parts"},
    "purchase.order": {"button_cancel", "button_confirm"},
    "res.company": {"action_parts_go_live"},
    "stock.return.picking": {"action_create_exchanges"},
}
ORM = {
    "copy",
    "copy_data",
    "create",
    "default_get",
    "exists",
    "init",
    "name_create",
    "name_search",
    "unlink",
    "web_name_search",
    "write",
}
OURS = "odoo.addons.maintenance_"


@tagged("post_install", "-at_install")
class TestOneAtATime(TransactionCase):
    """Whoever adds a public method decides whether two may be in it at once."""

    maxDiff = None

    def test_what_checks_and_acts_works_alone(self):
        alone, others = {}, {}
        for name, model in self.registry.items():
            if self.env[name]._abstract:
                continue
            for method, function in inspect.getmembers(model, inspect.isfunction):
                if getattr(function, "is_one_at_a_time", False):
                    alone.setdefault(name, []).append(method)
                elif (
                    function.__module__.startswith(OURS)
                    and method not in ORM | LOOK
                    and not method.startswith(LOOKING)
                ):
                    others.setdefault(name, set()).add(method)
        self.assertEqual(alone, self.of_installed(ONE_AT_A_TIME))
        self.assertEqual(others, self.of_installed(OTHERS))

    def of_installed(self, methods):
        """Those of the methods of each model that the installed addons have."""
        found = {
            name: type(names)(
                method for method in names if hasattr(self.registry[name], method)
            )
            for name, names in methods.items()
            if name in self.registry
        }
        return {name: names for name, names in found.items() if names}
