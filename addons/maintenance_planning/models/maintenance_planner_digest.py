import logging
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.isolation import try_each

from ..tools import find_news

_logger = logging.getLogger(__name__)

# the hour of the planner's own morning from which his digest is sent
MORNING = 6
# jobs of so many days ahead are told when their parts will not be there
DAYS_AHEAD = 7
EXAMPLES = 3


class MaintenancePlannerDigest(models.Model):
    """What each planner has been told: one message a day, of what is new.

    Nothing new, nothing sent; nothing of companies that are not live.
    """

    _name = "maintenance.planner.digest"
    _description = "Daily Digest of a Planner"
    _inherit = ["maintenance.checked.values"]
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    checked_on = fields.Date(readonly=True, help="Last day checked for news.")
    sent_on = fields.Date(readonly=True, help="The last day on which it was sent.")
    told = fields.Json(
        readonly=True,
        help="When each thing was told last: {subject: {what: ISO date}}.",
    )

    _user_uniq = models.Constraint(
        "unique(user_id)", "There is one digest for each planner."
    )

    @api.model
    def _cron_send_digests(self):
        """Send each planner his digest of today, each in a transaction of its own."""
        users = self._get_users_to_tell()
        progress = self.env["ir.cron"]
        if not users or not progress._commit_progress(remaining=len(users)):
            return
        failed = {}
        for user in users:
            for one, reason in try_each(user, self._send_digest).items():
                failed[one] = f"{one.name}: {reason}"
            if not progress._commit_progress(1):
                break
        self.env["maintenance.planning.exception"]._tell_failures(
            "failed_digest", failed
        )

    def _get_users_to_tell(self):
        """Return the planners of live companies whose morning it is, not told today."""
        planners = self.env.ref("maintenance_bom.group_planner").all_user_ids
        checked = {
            digest.user_id: digest.checked_on
            for digest in self.search([("user_id", "in", planners.ids)])
        }
        users = self.env["res.users"]
        for user in planners:
            now = self._get_local_now(user)
            if (
                user.active
                and not user.share
                and not user.parts_digest_off
                and user.company_ids.filtered("parts_live")
                and now.hour >= MORNING
                and checked.get(user) != now.date()
            ):
                users |= user
        return users

    def _get_local_now(self, user):
        """Return what the clock of ``user`` shows."""
        zone = user.tz or user.company_id._get_time_zone()
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return now.astimezone(self.with_context(tz=zone).env.tz)

    def _send_digest(self, user):
        """Tell ``user`` what is new to him, if anything is. Returns the message."""
        today = self._get_local_now(user).date()
        digest = self.search([("user_id", "=", user.id)]) or self.create(
            {"user_id": user.id}
        )
        companies = user.company_ids.filtered("parts_live")
        # as he sees it: his rights, his companies, his language
        seen = self.with_user(user).with_context(
            allowed_company_ids=companies.ids,
            lang=user.lang,
            tz=user.tz or user.company_id._get_time_zone(),
        )
        sections, told = seen._get_news(digest.told or {}, today)
        message = self.env["mail.message"]
        if sections:
            message = self._notify(user, sections, seen, today)
            digest.sent_on = today
        digest.write({"checked_on": today, "told": told})
        return message

    def _notify(self, user, sections, seen, today):
        """Send the sections to ``user`` by e-mail or to his inbox, as he prefers."""
        body = self.env["ir.qweb"]._render(
            "maintenance_planning.maintenance_planner_digest",
            {
                "sections": sections,
                "today": format_date(seen.env, today),
                "base_url": self.get_base_url(),
            },
            lang=user.lang,
        )
        return (
            self.env["mail.thread"]
            .with_context(lang=user.lang)
            .message_notify(
                subject=seen.env._(
                    "Parts planning, %s: what is new", format_date(seen.env, today)
                ),
                body=body,
                partner_ids=user.partner_id.ids,
            )
        )

    # --- what is new ------------------------------------------------------------------

    def _get_news(self, told, today):
        """Return ([section], what has been told with that).

        A section is a dict ``title``, ``count``, ``examples`` (words), ``path`` (of the
        screen) and ``companies`` (their ids, joined by hyphens).
        """
        sections, memory = [], {}
        for subject, things, repeat_days in self._get_subjects(today):
            known = self._read_told(told.get(subject))
            if self._is_too_soon(subject, known, today):
                memory[subject] = told[subject]
                continue
            news, known = find_news(known, things, today, repeat_days)
            memory[subject] = {
                what: fields.Date.to_string(day) for what, day in known.items()
            }
            if news:
                sections.append(
                    (subject.partition("/")[0], [things[it] for it in news])
                )
        return self._merge_sections(sections), memory

    def _is_too_soon(self, subject, known, today):
        """Return whether nothing of ``subject`` is told today, new or not.

        The hook of subjects that are told more rarely.

        :param known: {what: the day on which it was told last}
        """
        return False

    def _read_told(self, told):
        """Return {what: day} of what has been told; what is no day was not told."""
        known = {}
        for what, text in (told or {}).items():
            try:
                known[what] = fields.Date.to_date(text)
            except ValueError:
                _logger.warning("“%s” is no day on which %s was told", text, what)
        return known

    def _merge_sections(self, found):
        """Return one section a title, of all companies together."""
        by_title = {}
        for title, things in found:
            by_title.setdefault(title, []).extend(things)
        texts = self._get_section_texts()
        return [
            {
                "title": texts[title][0],
                "path": texts[title][1],
                "companies": "-".join(
                    str(number)
                    for number in sorted({record.company_id.id for record in things})
                ),
                "count": len(things),
                "examples": self._name_examples(things),
            }
            for title, things in by_title.items()
        ]

    def _name_examples(self, things):
        """Return the first of ``things`` in words."""
        shown = things[:EXAMPLES]
        if shown[0]._name == "maintenance.planning.exception":
            names, comma = [exception.problem for exception in shown], " "
        else:
            names, comma = [record.display_name for record in shown], ", "
        more = ["…"] if len(things) > len(shown) else []
        return comma.join([*dict.fromkeys(names), *more])

    def _get_section_texts(self):
        """Return {subject: (title, path of the screen)}."""
        return {
            "rush": (self.env._("Rush shortages"), "rush-shortages"),
            "jobs": (self.env._("Coming jobs that are not ready"), "jobs-not-ready"),
            "low": (self.env._("Low stock"), "low-stock"),
            "exceptions": (self.env._("Planning exceptions"), "planning-exceptions"),
            "questions": (self.env._("Questions about ages"), "part-age-questions"),
        }

    def _get_screens(self):
        """Return the paths of the screens that a digest may lead to."""
        return {path for _title, path in self._get_section_texts().values()}

    def _get_subjects(self, today):
        """Return [(subject, {what: record to name}, repeat after so many days)]."""
        rush = {}
        for row in self.env["maintenance.part.shortage"].search(
            [("is_rush", "=", True)]
        ):
            # a day on which the part is needed may move with every run
            rush.setdefault(f"{row.warehouse_id.id}/{row.product_id.id}", row)
        exceptions = self.env["maintenance.planning.exception"]
        unknown = Domain("kind", "=", "unknown_age")
        return [
            ("rush", rush, None),
            ("jobs", self._get_jobs_not_ready(today), None),
            *self._get_low_subjects(),
            ("exceptions", self._by_id(exceptions.search(~unknown)), None),
            ("questions", self._by_id(exceptions.search(unknown)), None),
        ]

    def _get_jobs_not_ready(self, today):
        """Return {what: job} of the next days whose parts will not be there."""
        rows = self.env["maintenance.job.readiness"].search(
            Domain("kind", "=", "job")
            & Domain("date", "<=", today + timedelta(DAYS_AHEAD))
            & Domain("parts_state", "in", ("late", "short"))
        )
        return {f"{row.request_id.id}/{row.parts_state}": row for row in rows}

    def _get_low_subjects(self):
        """Return the subjects about low stock: each company repeats it as it likes."""
        rows = self.env["maintenance.low.stock"].search([("is_snoozed", "=", False)])
        return [
            (f"low/{company.id}", self._by_id(here), company.parts_repeat_days)
            for company, here in rows.grouped("company_id").items()
        ]

    def _by_id(self, records):
        return {str(record.id): record for record in records}
