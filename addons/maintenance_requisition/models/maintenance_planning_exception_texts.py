from odoo import models


class MaintenancePlanningExceptionTexts(models.AbstractModel):
    """What is wrong, in words, and what to do about it."""

    _name = "maintenance.planning.exception.texts"
    _description = "Texts of Planning Exceptions"

    def _get_texts(self):
        """Return {kind of exception: (what is wrong, what to do about it)}.

        With the names ``asset``, ``bom``, ``job``, ``part``, ``reason`` and
        ``warehouse`` to be filled in.
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
            "failed_age": (
                self.env._(
                    "No job was opened for the ages of the parts of “%(asset)s”: "
                    "%(reason)s"
                ),
                self.env._("Correct it on the asset, its BOM or its replacements."),
            ),
            "failed_asset": (
                self.env._("A part of “%(asset)s” is not planned: %(reason)s"),
                self.env._("Correct it on the BOM of the asset."),
            ),
            "failed_digest": (
                self.env._("A planner got no digest: %(reason)s"),
                self.env._(
                    "Correct the record that it names; the log of the server has more."
                ),
            ),
            "failed_job": (
                self.env._("“%(job)s” is not planned as a whole: %(reason)s"),
                self.env._("Correct it on the job."),
            ),
            "failed_life_cycle": (
                self.env._(
                    "The dates of the life cycle of “%(asset)s” were not carried out: "
                    "%(reason)s"
                ),
                self.env._("Correct the dates of the asset."),
            ),
            "failed_minimum": (
                self.env._("No minimum was learned from past use: %(reason)s"),
                self.env._(
                    "Correct the part or the record that it names; the log of the "
                    "server has more."
                ),
            ),
            "failed_part": (
                self.env._(
                    "“%(part)s” is not planned, what is shown of it is of an earlier "
                    "run: %(reason)s"
                ),
                self.env._(
                    "Look at the stock, the orders, the vendors and the jobs of the "
                    "part, and correct what cannot be."
                ),
            ),
            "failed_reservation": (
                self.env._(
                    "The parts of “%(job)s” were not issued or reserved: %(reason)s"
                ),
                self.env._("Correct the job or its parts, or reserve them by hand."),
            ),
            "failed_warehouse": (
                self.env._(
                    "“%(warehouse)s” is not planned, what is shown of it is of an "
                    "earlier run: %(reason)s"
                ),
                self.env._(
                    "Correct the record that it names; the log of the server has more."
                ),
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
