from odoo import models


class MaintenancePlanningExceptionTexts(models.AbstractModel):
    """What is wrong, in words, and what to do about it."""

    _name = "maintenance.planning.exception.texts"
    _description = "Texts of Planning Exceptions"

    def _get_texts(self):
        """Return {kind of exception: (what is wrong, what to do about it)}.

        With the names ``asset``, ``bom``, ``job`` and ``part`` to be filled in.
        """
        return {
            "archived_part": (
                self.env._("“%(part)s” is archived, and is needed."),
                self.env._("Unarchive it, or say what supersedes it."),
            ),
            "dangling_line": (
                self.env._("An own line of “%(asset)s” has no effect any more."),
                self.env._("Choose another inherited part, or delete the line."),
            ),
            "missed": (
                self.env._(
                    "“%(job)s” was not closed: the next ones of its series are missed, "
                    "and nothing is planned for them."
                ),
                self.env._(
                    "Close it, or move it to the day on which it will be done. The "
                    "series goes on from today."
                ),
            ),
            "never_used": (
                self.env._(
                    "The last jobs that planned “%(part)s” of “%(bom)s” did not use it."
                ),
                self.env._(
                    "Remove it from the BOM, let it be used on every Nth job, or have "
                    "what is taken booked."
                ),
            ),
            "no_lead_time": (
                self.env._("The vendor of “%(part)s” names no lead time."),
                self.env._("Enter the vendor's lead time on the part."),
            ),
            "no_plan": (
                self.env._(
                    "“%(job)s” plans no parts, though its asset has some for it."
                ),
                self.env._("Let the parts be proposed on the job."),
            ),
            "no_warehouse": (
                self.env._(
                    "“%(job)s” is for no warehouse that is in use: nobody plans its "
                    "parts."
                ),
                self.env._("Choose the warehouse that its parts come from."),
            ),
            "not_purchasable": (
                self.env._("“%(part)s” is needed, and may not be purchased."),
                self.env._("Tick Purchase on the part, or say what supersedes it."),
            ),
            "superseded_rule": (
                self.env._(
                    "A reordering rule orders “%(part)s”, which another part "
                    "supersedes."
                ),
                self.env._(
                    "Archive the rule or trigger it by hand, and have one for the "
                    "newest part if you want it."
                ),
            ),
            "no_vendor": (
                self.env._("Nobody sells “%(part)s”."),
                self.env._("Add a vendor on the Purchase tab of the part."),
            ),
            "not_listed": (
                self.env._(
                    "Several jobs used “%(part)s”, which “%(bom)s” does not list."
                ),
                self.env._("Add it to the BOM."),
            ),
            "unit": (
                self.env._(
                    "The unit of “%(part)s” does not convert to that of the parts that "
                    "replace it."
                ),
                self.env._("Correct the unit, or the parts that it replaces."),
            ),
            "unknown_age": (
                self.env._("Nobody knows how old “%(part)s” of “%(asset)s” is."),
                self.env._("Enter when it was last replaced."),
            ),
            "vendor_unit": (
                self.env._(
                    "“%(part)s” is sold in a unit that does not convert to its own."
                ),
                self.env._("Correct the unit on the Purchase tab of the part."),
            ),
        }

    def _get_asking_texts(self):
        """Return {kind of exception: whom to ask}, of what only those can mend who
        maintain products and vendors.
        """
        return {
            "archived_part": self.env._(
                "Ask who maintains the products to unarchive it, or to say what "
                "supersedes it."
            ),
            "no_lead_time": self.env._(
                "Ask purchasing to enter the vendor's lead time on the part."
            ),
            "not_purchasable": self.env._(
                "Ask who maintains the products to tick Purchase on the part, or to "
                "say what supersedes it."
            ),
            "superseded_rule": self.env._(
                "Ask who maintains the reordering rules to archive it or to trigger it "
                "by hand."
            ),
            "no_vendor": self.env._("Ask purchasing to add a vendor to the part."),
            "unit": self.env._(
                "Ask who maintains the products to correct the unit, or the parts that "
                "it replaces."
            ),
            "vendor_unit": self.env._(
                "Ask purchasing to correct the unit of the vendor on the part."
            ),
        }
