from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.locking import try_at_night

# how many jobs are done in one transaction
RESERVE_BATCH = 100
# comes after all turns of the jobs that are asked about
OTHER_JOBS = (2,)


class MaintenanceRequestNightly(models.AbstractModel):
    """Every night the parts of the jobs that have come near are set aside."""

    _name = "maintenance.request.nightly"
    _description = "Nightly Reservation for Maintenance Jobs"

    @api.model
    def _cron_reserve_parts(self):
        """Issue pending parts, then reserve those of the jobs that have come near.

        Nightly. A batch at a time, each committed. A job for which it does not work is
        told, and the others go on.
        """
        failed = {}
        if not self.env["maintenance.parts.pending"]._cron_issue(failed):
            return
        jobs = self.browse()
        for company in self.env["res.company"].search([]):
            jobs |= self.search(
                self._get_near_jobs_domain(company), order="schedule_date, id"
            )
        progress = self.env["ir.cron"]
        if not jobs or not progress._commit_progress(remaining=len(jobs)):
            self._tell_reservation_failures(failed)
            return
        for start in range(0, len(jobs), RESERVE_BATCH):
            batch = jobs[start : start + RESERVE_BATCH]
            failed |= try_at_night(batch, lambda batch: batch._reserve_each())
            if not progress._commit_progress(len(batch)):
                break
        self._tell_reservation_failures(failed)

    def _get_near_jobs_domain(self, company):
        """Return the domain of the jobs of ``company`` to reserve the parts of."""
        return (
            Domain("company_id", "=", company.id)
            & self._get_open_domain()
            & Domain("schedule_date", "<=", company._get_reservation_limit())
            & Domain("part_ids", "!=", False)
        )

    def _is_near(self):
        """Return whether the parts of this job are set aside at night."""
        self.ensure_one()
        limit = self.company_id._get_reservation_limit()
        return bool(self.schedule_date) and self.schedule_date <= limit

    def _follow_schedule(self, near):
        """What is still to be issued is for the day that these jobs are on now; what a
        job has set aside that is not near any more is free for others.

        :param near: those that were near before
        """
        far = near.filtered(lambda job: job.schedule_date and not job._is_near())
        far._give_up_parts(
            lambda parts: self.env._(
                "Free for others until the job comes near again: %(parts)s.",
                parts=parts,
            )
        )
        for job, moves in (self - far)._get_moves_to_issue().items():
            moves.date = job.schedule_date or fields.Datetime.now()

    def _reserve_each(self):
        """Reserve what stock promises these jobs, at once or for those for which it
        works.

        :return: {job: why, in words} of the others, which are logged
        """
        return try_each(
            self, lambda jobs: jobs._reserve_parts(jobs._get_promised_shares())
        )

    @api.model
    def _tell_reservation_failures(self, failed):
        """Tell the jobs whose parts could not be issued or reserved at night.

        The hook of addons that have a place for it; the log has them already.

        :param failed: {job: why, in words}
        """

    def _get_promised_shares(self):
        """Return {planned part of these jobs: the share of what it wants that stock
        gives it}, of those that get less than all because others are promised it whose
        turn comes after theirs.

        To set aside more for them would be to break a promise: not every job that comes
        first when parts are netted takes place first, or takes from the shelf.
        """
        # what is promised is a fact of the company, whoever of its users reserves
        moved, allocations = self._get_part_allocations()
        wanting = self.env["maintenance.request.part"].sudo().browse(allocations)
        places = wanting.request_id._get_stock_locations()
        mine_sudo = self.sudo().part_ids
        turns = self._get_part_turns(wanting & mine_sudo, moved)
        entries = [
            (part, (places[part.request_id], allocation.need.key[-1]), allocation)
            for part in wanting
            for allocation, _instead in allocations[part.id]
        ]
        promised = defaultdict(set)
        for part, here, allocation in entries:
            if allocation.from_stock:
                promised[here].add(turns.get(part, OTHER_JOBS))
        shares = {}
        for part, here, allocation in entries:
            share = allocation.from_stock / allocation.need.quantity
            last = max(promised[here], default=())
            if part in turns and share < 1 and last > turns[part]:
                shares[part] = min(share, shares.get(part, share))
        return shares

    def _withhold_promised(self, shares, moved):
        """Leave out of ``moved`` what is not to be set aside, as if nobody planned it.

        :param shares: what :meth:`_get_promised_shares` returns, of more jobs perhaps
        :param moved: what ``_get_moved_quantities()`` returns for those of these jobs
        """
        for part in self.part_ids.filtered(lambda part: part in shares):
            share, entries = shares[part], moved[part.id]
            wanted = part._get_wanted_quantities(moved).get(part, 0.0)
            for product, quantity in part._get_wanted_products(entries).items():
                withheld = product.uom_id.round(quantity * (1 - share), "UP")
                entries["products"][product]["planned"] -= withheld
                # a kit is what it is made of: its own unit need not be whole
                if product != part.product_id:
                    withheld = wanted * (1 - share)
                entries["withheld"] = withheld
