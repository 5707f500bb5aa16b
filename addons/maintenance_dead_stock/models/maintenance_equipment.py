from collections import defaultdict
from datetime import date

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_date, to_records
from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_planning.tools import DRAFT_ORDERS

from ..tools import DEAD, DYING, SURPLUS, Ordered, find_excess, share_excess

# what says whether an asset still needs parts, and until when
LIFE_FIELDS = ("active", "lifecycle_state", "retirement_date", "scrap_date")
OPEN_ORDERS = (*DRAFT_ORDERS, "purchase")
# how far a line on order is; see Ordered
TO_ORDER, ASKED, CONFIRMED = range(3)
MOST_NAMES = 5
# what a part becomes that fewer assets need
NOT_NEEDED = (SURPLUS, DYING, DEAD)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _get_parts_had(self):
        """Return the parts that these assets have by their BOMs, got from stock or need
        for their jobs, and what kits among them are made of.
        """
        groups = self.env["maintenance.bom.component"]._read_group(
            [("parts_key", "in", self.mapped("parts_key"))], ["product_id"]
        )
        parts = self.env["product.product"].union(*(part for [part] in groups))
        groups = self.env["stock.move"]._read_group(
            Domain("equipment_id", "in", self.ids) & self._get_issue_domain(),
            ["product_id"],
        )
        parts |= parts.union(*(part for [part] in groups))
        for name in ("maintenance.request.part", "maintenance.part.need"):
            groups = self.env[name]._read_group(
                [("equipment_id", "in", self.ids)], ["product_id"]
            )
            parts |= parts.union(*(part for [part] in groups))
        for company in self.company_id or self.env.company:
            contents = parts._get_part_contents(company).values()
            parts = parts.union(*(part for inside in contents for part in inside))
        return parts

    def _get_users_of(self, products):
        """Return {product: those of these assets that have it or got it from stock}.

        It, what replaces it, or a kit of one of these.
        """
        return self._find_users_of(products, Domain("equipment_id", "in", self.ids))

    @api.model
    def _find_users_of(self, products, domain):
        """Return what :meth:`_get_users_of` does, of the assets of ``domain``.

        :param domain: about ``equipment_id``
        """
        sets = products._get_substitution_sets()
        kits = products.union(*(part for one in sets for part in one))
        kits = kits._get_parts_containing()
        had = defaultdict(self.browse)
        for name, more in (
            ("maintenance.equipment.part", Domain.TRUE),
            ("maintenance.request.part", Domain.TRUE),
            ("stock.move", self._get_issue_domain()),
        ):
            for asset, product in self.env[name]._read_group(
                domain & Domain("product_id", "in", kits.ids) & more,
                ["equipment_id", "product_id"],
            ):
                had[product] |= asset
        users_of = defaultdict(self.browse)
        for company in self.company_id or self.env.company:
            for kit, inside in kits._get_part_contents(company).items():
                for part in inside:
                    users_of[part] |= had[kit]
        return {
            product: self.browse().union(*(users_of[part] for part in one))
            for one in sets
            for product in one
        }

    @api.model
    def _get_issue_domain(self):
        """Return the domain of the moves by which assets got parts."""
        return Domain("maintenance_kind", "=", "issue") & Domain("state", "=", "done")

    def unlink(self):
        # own lines go with it, whoever may see them
        self.sudo().env["maintenance.bom.line"].search(
            [("equipment_id", "in", self.ids)]
        )._remember_parts()
        return super().unlink()

    # --- what follows when an asset leaves or comes back ------------------------------

    def write(self, vals):
        """Whichever way an asset leaves, its open jobs are cancelled, and its parts are
        not counted as needed from now on; the reverse when it comes back.
        """
        if not vals.keys() & set(LIFE_FIELDS):
            return super().write(vals)
        before = self._get_lives()
        result = super().write(vals)
        after = self._get_lives()
        self._follow_lives(before, after)
        return result

    def _get_lives(self):
        """Return {asset: (whether it lives, its state, its days of leaving)}."""
        living = self._filter_living()
        return {
            asset: (
                asset in living,
                asset.lifecycle_state,
                asset.retirement_date,
                asset.scrap_date,
            )
            for asset in self
        }

    def _filter_living(self):
        """Return those of these assets that may still need parts.

        As :meth:`_get_living_domain` says it.
        """
        today = fields.Date.context_today(self)

        def is_over(day):
            return bool(day) and day <= today

        return self.filtered(
            lambda asset: (
                asset.active
                and asset.lifecycle_state != "retired"
                and not is_over(asset.scrap_date)
                and not is_over(asset.retirement_date)
            )
        )

    def _follow_lives(self, before, after):
        """Let jobs, recurrences and dead stock follow what has become of these assets.

        :param before: what :meth:`_get_lives` returned before, ``after``: and now
        """
        gone = self.filtered(
            lambda asset: (
                (before[asset][0] and not after[asset][0])
                # the day had come before the state followed
                or (before[asset][1] != "retired" and after[asset][1] == "retired")
            )
        )
        back = self.filtered(lambda asset: after[asset][0] and not before[asset][0])
        gone._cancel_open_jobs()
        reopened = back._reopen_jobs()
        moved = self.filtered(
            lambda asset: after[asset][0] and before[asset][2] != after[asset][2]
        )
        (back | moved)._restart_recurrences()
        for day, assets in (
            moved.filtered("retirement_date").grouped("retirement_date").items()
        ):
            assets._stop_recurrences(day)
        changed = self.filtered(
            lambda asset: (
                before[asset][0] != after[asset][0]
                or before[asset][2:] != after[asset][2:]
            )
        )
        if changed:
            self.env["maintenance.dead.stock"]._rebuild_for_assets(changed)
        if back:
            back._tell_of_return(reopened)

    def _cancel_open_jobs(self):
        """Cancel the open jobs of these assets, whoever they are for. Returns them."""
        jobs = self._get_jobs_to_cancel() if self else self.env["maintenance.request"]
        jobs._cancel_for_retirement(self._tell_cancellation)
        return jobs

    def _get_jobs_to_cancel(self, day=None):
        """Return the open jobs that are cancelled when these assets retire.

        :param day: a day to come, on which they retire: without the jobs before it
        """
        # all jobs of an asset that retires, also those of others
        requests_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo = requests_sudo.search(
            requests_sudo._get_open_domain() & Domain("equipment_id", "in", self.ids),
            order="schedule_date, id",
        )
        if day and day > fields.Date.context_today(self):
            jobs_sudo = jobs_sudo.filtered(
                lambda job: (
                    not job.schedule_date
                    or job.company_id._get_local_day(job.schedule_date) >= day
                )
            )
        return jobs_sudo

    def _tell_cancellation(self, job):
        """Return why ``job`` is cancelled, in words."""
        asset = job.equipment_id
        if self.env.uid == SUPERUSER_ID:
            return self.env._(
                "Cancelled, as the day on which “%s” retires has come.",
                asset.display_name,
            )
        if not asset.active and asset.lifecycle_state != "retired":
            return self.env._(
                "Cancelled, as %(user)s has archived “%(asset)s”.",
                user=self.env.user.name,
                asset=asset.display_name,
            )
        return self.env._(
            "Cancelled, as %(user)s has retired “%(asset)s”.",
            user=self.env.user.name,
            asset=asset.display_name,
        )

    def _reopen_jobs(self):
        """Take up the jobs that the retirement of these assets cancelled."""
        # see _get_jobs_to_cancel()
        requests_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo = requests_sudo.search(
            [
                ("equipment_id", "in", self.ids),
                ("archive", "=", True),
                ("is_cancelled_by_retirement", "=", True),
            ]
        )
        jobs_sudo._reopen_after_retirement(
            lambda job: self.env._(
                "Open again, as %(user)s has put “%(asset)s” back into service.",
                user=self.env.user.name,
                asset=job.equipment_id.display_name,
            )
        )
        return jobs_sudo

    def _stop_recurrences(self, day):
        """Remember how the jobs recurred: an asset that comes back has them again."""
        is_over = day <= fields.Date.context_today(self)
        self._get_recurring_jobs(day)._remember_recurrences(
            None if is_over else fields.Date.subtract(day, days=1)
        )
        return super()._stop_recurrences(day)

    def _restart_recurrences(self):
        """Let the jobs of these assets recur as before the retirement was planned."""
        # see _get_jobs_to_cancel()
        requests_sudo = as_superuser(self.env["maintenance.request"])
        requests_sudo.search(
            Domain("equipment_id", "in", self.ids)
            & Domain("stopped_recurrence", "!=", False)
        )._restart_recurrences()

    def _tell_of_return(self, reopened):
        """Say what of the retirement of these assets is undone, and what is not.

        :param reopened: the jobs that are open again
        """
        self._warn_dispositions()
        gone = self._get_parts_disposed_of()
        jobs = reopened.grouped("equipment_id")
        # with all rights: who puts assets back may not write on them
        for asset in as_superuser(self):
            texts = []
            if asset in jobs:
                texts.append(
                    self.env._("Jobs that are open again: %s.", len(jobs[asset]))
                )
            if asset in gone:
                texts.append(
                    self.env._(
                        "Its parts are needed again. Of these are gone since it "
                        "retired: %s.",
                        ", ".join(gone[asset]),
                    )
                )
            if texts:
                asset._message_log(body=" ".join(texts))

    def _warn_dispositions(self):
        """Warn the open dispositions whose part is needed again by these assets."""
        # cases are told to those who decide, whoever puts an asset back
        assets = as_superuser(self)
        cases = as_superuser(self.env["maintenance.disposition"]).search(
            [
                ("product_id", "in", assets._get_parts_had().ids),
                ("state", "in", ("draft", "approved")),
            ]
        )
        users = defaultdict(lambda: assets.browse())
        # which of the assets have it: see above
        parts_sudo = self.env["maintenance.equipment.part"].sudo()
        for asset, product in parts_sudo._read_group(
            [
                ("equipment_id", "in", assets.ids),
                ("product_id", "in", cases.product_id.ids),
            ],
            ["equipment_id", "product_id"],
        ):
            users[product] |= asset
        # the rows that it follows from have been written since
        cases.invalidate_recordset(["is_needed_again"], flush=False)
        bodies = {}
        for case in cases.filtered("is_needed_again"):
            back = (case.equipment_ids & assets) | users[case.product_id]
            if back and back.company_id <= case.company_id:
                bodies[case.id] = self.env._(
                    "Back in service: %(assets)s. “%(part)s” is needed again.",
                    assets=_name_some(back),
                    part=case.product_id.display_name,
                )
        cases = cases.browse(bodies)
        cases._message_log_batch(bodies)
        cases._warn_needed_again()

    def _get_parts_disposed_of(self):
        """Return {asset: [in words: what its retirement got rid of]}."""
        # what is gone is told to whoever puts the asset back
        cases_sudo = as_superuser(self.env["maintenance.disposition"]).search(
            [
                ("equipment_ids", "in", self.ids),
                ("state", "=", "done"),
                ("kind", "!=", "keep"),
            ]
        )
        kinds = dict(cases_sudo._fields["kind"]._description_selection(self.env))
        gone = defaultdict(list)
        for case in cases_sudo:
            unit = case.product_id.uom_id
            if unit.compare(case.done_qty, 0.0) <= 0:
                # it has come back
                continue
            for asset in case.equipment_ids:
                gone[asset].append(
                    self.env._(
                        "%(quantity)s “%(part)s” (%(kind)s, %(case)s)",
                        quantity=unit._tell_quantity(case.done_qty),
                        part=case.product_id.display_name,
                        kind=kinds[case.kind],
                        case=case.name,
                    )
                )
        return gone

    @one_at_a_time
    def action_put_in_service(self):
        """Put the assets into service, or back into it.

        A retired asset needs somebody who may write on assets; its retirement date is
        cleared and its parts are needed again. The jobs that its retirement cancelled
        are open again, and recur as before. Open dispositions of its parts are told,
        and the asset says which parts are gone for good.

        :return: True
        """
        return super().action_put_in_service()

    @one_at_a_time
    def action_cancel_retirement(self):
        """Keep assets whose retirement on a day to come was planned. Returns True.

        Recurring maintenance that was to end by that day recurs as before.
        """
        return super().action_cancel_retirement()

    @one_at_a_time
    def action_retire(self, retirement_date=None):
        """Retire the assets for good, now or on a day to come.

        :param retirement_date: date or ISO string, today if left out. From that day on
            the assets count as retired; until then they stay as they are.
        :raises UserError: for an asset that has retired already, or has the day before
            it went into service
        :return: True

        Their open jobs are cancelled: at once, or when the day comes. What the
        retirement means for parts and orders says :meth:`get_retirement_impact`.
        """
        return super().action_retire(retirement_date)

    @api.model
    def _update_lifecycle(self, today):
        failed = super()._update_lifecycle(today)
        # who is scrapped on a day leaves by itself when it comes
        scrapped = self.search([("scrap_date", "=", today)])
        return failed | try_each(scrapped, lambda assets: assets._cancel_open_jobs())

    # --- what a retirement means ------------------------------------------------------

    def get_retirement_impact(self, retirement_date=None):
        """Return what it would mean to retire these assets, without doing it.

        :param retirement_date: date or ISO string, today if left out. Jobs and needs
            before a day to come stay; parts and orders are those of today.
        :raises AccessError: if the user may not read one of the assets, or is no user
            of Asset Parts
        :return: dict of

            - ``retirement_date``; ``equipment_ids`` (those that still live) and
              ``retired_ids`` (those that do not: they change nothing)
            - ``parts``: what becomes dead, dying or surplus, the most valuable first;
              dicts ``product_id``, ``product_code``, ``product_name``, ``uom_id``,
              ``uom_name``, ``warehouse_id``, ``warehouse_name``, ``status_before``,
              ``status_after``, ``on_hand``, ``surplus_before``, ``surplus_after``,
              ``surplus_value`` (what that after is worth), ``new_surplus_qty`` and
              ``new_surplus_value`` (how much more it is than before), ``currency_id``,
              ``live_asset_count`` (of those that stay),
              ``confidence``, ``explanation``
            - ``jobs``: which jobs are cancelled; dicts ``request_id``,
              ``request_name``, ``equipment_id``, ``equipment_name``,
              ``schedule_date`` (UTC), ``maintenance_type``, ``is_recurring``,
              ``user_name``
            - ``needs``: which needs vanish; dicts ``product_id``, ``product_name``,
              ``uom_id``, ``uom_name``, ``warehouse_id``, ``warehouse_name``,
              ``need_count``, ``quantity``, ``date_need`` (the first)
            - ``orders``: what is on order and too many, what is easiest to undo first;
              dicts ``kind`` (``rfq``, ``purchase``), ``order_id``, ``order_name``,
              ``line_id``, ``vendor_name``, ``product_id``, ``product_name``,
              ``uom_id``, ``uom_name``, ``warehouse_id``, ``warehouse_name``,
              ``quantity`` (still to come), ``surplus_qty`` (too many),
              ``date_planned``
            - ``harvest``: what is built in and living assets can use, if installed
              parts are kept track of
            - ``totals``: dict ``asset_count``, ``part_count``, ``dead_count``,
              ``job_count``, ``recurring_count``, ``need_count``, ``order_count``,
              ``harvest_count``, and ``values``: dicts ``currency_id``,
              ``currency_name``, ``dead_value`` (of all surplus of what becomes dead),
              ``surplus_value`` (of the new surplus of other parts); or False

            Quantities are in the own unit of the part. False stands for nothing, and
            for a worth that the user may not see.
        """
        self = to_records(self)
        self.check_access("read")
        # stock and orders are shown to users of Asset Parts
        self.env["maintenance.dead.stock"].check_access("read")
        today = fields.Date.context_today(self)
        day = to_date(self.env, retirement_date, "retirement_date") or today
        return self._get_retirement_impact(day)

    def _get_retirement_impact(self, day: date):
        living = self._filter_living()
        # what these assets have and got may know who retires them
        products = as_superuser(living)._get_parts_had() if living else None
        parts, orders = [], []
        if products:
            warehouses = living._get_impact_warehouses()
            before, after = living._get_values_around(products, warehouses)
            parts = self._prepare_impact_parts(before, after)
            concerned = {(part["warehouse_id"], part["product_id"]) for part in parts}
            orders = self._prepare_impact_orders(
                living._get_impact_orders(products, warehouses),
                before,
                after,
                concerned,
            )
        jobs = living._get_impact_jobs(day)
        needs = living._get_impact_needs(day)
        harvest = living._get_impact_harvest()
        return {
            "retirement_date": fields.Date.to_string(day),
            "equipment_ids": living.ids,
            "retired_ids": (self - living).ids,
            "parts": parts,
            "jobs": jobs,
            "needs": needs,
            "orders": orders,
            "harvest": harvest,
            "totals": {
                "asset_count": len(living),
                "part_count": len(parts),
                "dead_count": sum(part["status_after"] == DEAD for part in parts),
                "job_count": len(jobs),
                "recurring_count": sum(job["is_recurring"] for job in jobs),
                "need_count": sum(need["need_count"] for need in needs),
                "order_count": len(orders),
                "harvest_count": len(harvest),
                "values": self._sum_impact_values(parts),
            },
        }

    def _get_impact_companies(self):
        """Return the companies of these assets that the user is in.

        Of assets that belong to no company all that he works in.
        """
        companies = self.company_id & self.env.user.company_ids
        if not all(asset.company_id for asset in self):
            companies |= self.env.companies
        return companies

    def _get_impact_warehouses(self):
        """Return the warehouses in which parts of these assets may lie."""
        return self.env["stock.warehouse"].search(
            [("company_id", "in", self._get_impact_companies().ids)]
        )

    def _get_values_around(self, products, warehouses):
        """Return ({(warehouse, product id): values of dead stock}, the same without
        these assets).
        """
        table = self.env["maintenance.dead.stock"]
        before, after = {}, {}
        for warehouse in warehouses:
            for found, values in zip(
                (before, after),
                table._get_values_around(warehouse, products, self),
                strict=True,
            ):
                found |= {(warehouse, id_): row for id_, row in values.items()}
        return before, after

    @api.model
    def _may_see_values(self):
        """Return whether the user may see what parts are worth."""
        table = self.env["maintenance.dead.stock"]
        return self.env.su or table._has_field_access(
            table._fields["surplus_value"], "read"
        )

    @api.model
    def _prepare_impact_parts(self, before, after):
        """Return the parts of :meth:`get_retirement_impact`."""
        may_see_values = self._may_see_values()
        products = self.env["product.product"].browse({key[1] for key in after})
        by_id = {product.id: product for product in products}
        explain = self._get_explainer()
        rows = []
        for (warehouse, product_id), now in after.items():
            was = before[warehouse, product_id]
            more = now["surplus_qty"] - was["surplus_qty"]
            product = by_id[product_id]
            is_more = product.uom_id.compare(more, 0.0) > 0
            if now["status"] not in NOT_NEEDED or not (
                is_more or now["status"] != was["status"]
            ):
                continue
            worth = now["surplus_value"] - was["surplus_value"]
            rows.append(
                {
                    **_name_part(product, warehouse),
                    "product_code": product.default_code,
                    "status_before": was["status"],
                    "status_after": now["status"],
                    "on_hand": now["on_hand"],
                    "surplus_before": was["surplus_qty"],
                    "surplus_after": now["surplus_qty"],
                    "surplus_value": may_see_values and now["surplus_value"],
                    "new_surplus_qty": more if is_more else 0.0,
                    "new_surplus_value": may_see_values and max(worth, 0.0),
                    "currency_id": warehouse.company_id.currency_id.id,
                    "live_asset_count": now["live_asset_count"],
                    "confidence": now["confidence"],
                    "explanation": explain(now, product),
                    "_worth": now["surplus_value"],
                }
            )
        rows.sort(key=lambda row: (-row.pop("_worth"), row["product_name"]))
        return rows

    @api.model
    def _get_explainer(self):
        """Return a function of values of dead stock and a product that says in words
        why it will not be needed.
        """
        dead = self.env._("No living asset has it, and nobody else wants it.")

        def explain(values, product):
            texts = [dead]
            if values["status"] == DYING:
                texts = [
                    self.env._(
                        "The last of %(count)s living assets that have it retires on "
                        "%(day)s.",
                        count=values["live_asset_count"],
                        day=format_date(self.env, values["last_leaving_date"]),
                    )
                ]
            elif values["status"] == SURPLUS:
                texts = [
                    self.env._(
                        "Living assets that stay: %(count)s. They and others still "
                        "want %(wanted)s of %(on_hand)s.",
                        count=values["live_asset_count"]
                        + values["elsewhere_asset_count"],
                        # what interchangeable parts cover is not wanted of it
                        wanted=product.uom_id._tell_quantity(
                            values["on_hand"] - values["surplus_qty"]
                        ),
                        on_hand=product.uom_id._tell_quantity(values["on_hand"]),
                    )
                ]
            if values["confidence"] == "low":
                texts.append(
                    self.env._(
                        "Only %s %% of the assets concerned have a BOM: others may "
                        "need it.",
                        round(values["coverage"]),
                    )
                )
            return " ".join(texts)

        return explain

    @api.model
    def _sum_impact_values(self, parts):
        """Return what ``parts`` are worth, a dict for each currency; False if the user
        may not see it.
        """
        if not self._may_see_values():
            return False
        sums = {}
        for part in parts:
            total = sums.setdefault(part["currency_id"], [0.0, 0.0])
            if part["status_after"] == DEAD:
                total[0] += part["surplus_value"]
            else:
                total[1] += part["new_surplus_value"]
        currencies = self.env["res.currency"].browse(sums)
        return [
            {
                "currency_id": currency.id,
                "currency_name": currency.name,
                "dead_value": currency.round(sums[currency.id][0]),
                "surplus_value": currency.round(sums[currency.id][1]),
            }
            for currency in currencies
        ]

    def _get_impact_jobs(self, day):
        return [
            {
                "request_id": job.id,
                "request_name": job.name,
                "equipment_id": job.equipment_id.id,
                "equipment_name": job.equipment_id.display_name,
                "schedule_date": fields.Datetime.to_string(job.schedule_date),
                "maintenance_type": job.maintenance_type,
                "is_recurring": job.recurring_maintenance,
                "user_name": job.user_id.name,
            }
            for job in self._filter_own_companies(self._get_jobs_to_cancel(day))
        ]

    @api.model
    def _filter_own_companies(self, records):
        """Return those of ``records`` that belong to no company but the user's."""
        companies = self.env.user.company_ids
        return records.filtered(
            lambda one: not one.company_id or one.company_id.id in companies.ids
        )

    def _get_impact_needs(self, day):
        domain = Domain("equipment_id", "in", self.ids)
        if day > fields.Date.context_today(self):
            domain &= Domain("date_need", ">=", day)
        groups = self.env["maintenance.part.need"]._read_group(
            domain,
            ["warehouse_id", "product_id"],
            ["__count", "quantity:sum", "date_need:min"],
        )
        return [
            {
                **_name_part(product, warehouse),
                "need_count": count,
                "quantity": quantity,
                "date_need": fields.Date.to_string(first_day),
            }
            for warehouse, product, count, quantity, first_day in groups
        ]

    def _get_impact_orders(self, products, warehouses):
        """Return what is on order of ``products``, whoever it is for.

        A seam for what else may be on order.

        :return: list of (:class:`Ordered`, product, warehouse, values of one of the
            ``orders`` of :meth:`get_retirement_impact`); quantities in the unit of the
            product
        """
        # who retires assets must learn what is on order; he may lack purchase rights
        lines_sudo = self.env["purchase.order.line"].sudo()
        found = []
        for line in lines_sudo.search(
            Domain("product_id", "in", products.ids)
            & Domain("display_type", "=", False)
            & Domain("order_id.state", "in", OPEN_ORDERS)
            & Domain("order_id.picking_type_id.warehouse_id", "in", warehouses.ids)
        ):
            order, product = line.order_id, line.product_id
            is_asked = order.state in DRAFT_ORDERS
            quantity = line.product_uom_id._compute_quantity(
                line.product_qty - (0.0 if is_asked else line.qty_received),
                product.uom_id,
                round=False,
            )
            if product.uom_id.compare(quantity, 0.0) <= 0:
                continue
            step = ASKED if is_asked else CONFIRMED
            day = line.date_planned and line.company_id._get_local_day(
                line.date_planned
            )
            found.append(
                (
                    Ordered((line._name, line.id), quantity, step, day or None),
                    product.sudo(False),
                    order.picking_type_id.warehouse_id.sudo(False),
                    {
                        "kind": "rfq" if is_asked else "purchase",
                        "order_id": order.id,
                        "order_name": order.name,
                        "line_id": line.id,
                        "vendor_name": order.partner_id.display_name,
                    },
                )
            )
        return found

    @api.model
    def _prepare_impact_orders(self, found, before, after, concerned):
        """Return the orders of :meth:`get_retirement_impact`.

        :param found: what :meth:`_get_impact_orders` returned
        :param concerned: set of (warehouse id, product id) of what becomes surplus: of
            these also orders that are too many already
        """
        by_place = defaultdict(list)
        for row in found:
            by_place[row[2], row[1].id].append(row)
        products = self.env["product.product"].browse({id_ for _place, id_ in by_place})
        places = {place for place, _id in by_place}
        prepared = []
        for group in products._get_substitution_sets() if found else ():
            factors = {product.id: factor for product, factor in group.items()}
            for warehouse in places:
                mine = [
                    row for id_ in factors for row in by_place.get((warehouse, id_), ())
                ]
                if not mine:
                    continue
                was, now = (
                    _find_excess(values, warehouse, factors)
                    for values in (before, after)
                )
                is_concerned = any((warehouse.id, id_) in concerned for id_ in factors)
                if now <= was and not is_concerned:
                    continue
                shares = share_excess(
                    [
                        line._replace(quantity=line.quantity * factors[product.id])
                        for line, product, _warehouse, _values in mine
                    ],
                    now,
                )
                prepared += [
                    (
                        line,
                        {
                            **values,
                            **_name_part(product, warehouse),
                            "quantity": line.quantity,
                            "surplus_qty": shares[line.key] / factors[product.id],
                            "date_planned": fields.Date.to_string(line.day),
                        },
                    )
                    for line, product, _warehouse, values in mine
                    if line.key in shares
                ]
        prepared.sort(
            key=lambda row: (row[0].step, row[1]["order_name"], row[1]["line_id"])
        )
        return [values for _line, values in prepared]

    def _get_impact_harvest(self):
        """Return what is built into these assets and others can use.

        The hook of addons that know what is built in.

        :return: list of dicts ``equipment_id``, ``equipment_name``, ``product_id``,
            ``product_name``, ``uom_id``, ``uom_name``, ``lot_id``, ``lot_name``,
            ``position``, ``quantity``, ``live_asset_count`` (how many of those that
            stay have such a part)
        """
        return []


def _name_part(product, warehouse):
    """Return how the impact of a retirement names a part in a warehouse."""
    return {
        "product_id": product.id,
        "product_name": product.display_name,
        "uom_id": product.uom_id.id,
        "uom_name": product.uom_id.name,
        "warehouse_id": warehouse.id,
        "warehouse_name": warehouse.name,
    }


def _name_some(records):
    """Return the names of the first of ``records``, as text."""
    names = records[:MOST_NAMES].mapped("display_name")
    return ", ".join(names + ["…"] * (len(records) > MOST_NAMES))


def _find_excess(values, warehouse, factors):
    """Return how much on order is too many of parts that replace each other.

    :param values: {(warehouse, product id): values of dead stock}
    :param factors: {product id: how much of the unit of the set one unit is}
    """
    rows = [
        (values[warehouse, product_id], factor)
        for product_id, factor in factors.items()
        if (warehouse, product_id) in values
    ]
    if not rows or any(row["is_lacking"] for row, _factor in rows):
        return 0.0
    # the need is that of the whole set, in the unit of each
    need = max(row["remaining_need"] * factor for row, factor in rows)
    return find_excess(
        sum((row["on_hand"] - row["expired_qty"]) * factor for row, factor in rows),
        sum(row["on_order"] * factor for row, factor in rows),
        need
        + sum(
            (row["other_demand"] + row["minimum_qty"]) * factor for row, factor in rows
        ),
    )
