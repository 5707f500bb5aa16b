from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools import SQL


class MaintenanceChargeQuery(models.AbstractModel):
    """The queries about charges to assets. They see all records: callers check."""

    _name = "maintenance.charge.query"
    _description = "Queries about Charges to Assets"

    def _get_places(self, company):
        """Return where parts of assets go, in ``company``."""
        # callers have checked who may compare charges with the books
        return (
            self.env["stock.location"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", company.sudo().maintenance_location_id.ids)])
        )

    def _get_charge_account_sql(self):
        """Return the SQL of the account that a move belongs on.

        With the move as ``m`` and its locations as ``source`` and ``target``; the same
        as `stock.move._get_charge_account`.
        """
        return SQL("COALESCE(source.valuation_account_id, target.valuation_account_id)")

    def _get_plain_return_sql(self):
        """Return the SQL of whether the move ``m`` takes parts back without an issue.

        A seam for moves that bring something else from an asset.
        """
        return SQL(
            "m.is_in AND m.origin_returned_move_id IS NULL"
            " AND m.maintenance_kind IS DISTINCT FROM 'salvage'"
        )

    def _get_wanted_sql(self, company, date_from, date_to, moves):
        """Return the SQL of the ids of the moves to look at."""
        if moves is not None:
            return SQL("SELECT id FROM stock_move WHERE id = ANY(%s)", moves.ids)
        zone = pytz.timezone(company._get_time_zone())

        def midnight(day):
            moment = zone.localize(datetime.combine(day, time.min))
            return moment.astimezone(pytz.utc).replace(tzinfo=None)

        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """SELECT m.id
                 FROM stock_move m
                WHERE m.company_id = %(company)s
                  AND m.state = 'done'
                  AND (m.is_in OR m.is_out)
                  AND (m.equipment_id IS NOT NULL
                       OR m.location_id = ANY(%(places)s)
                       OR m.location_dest_id = ANY(%(places)s))
                  AND m.date >= %(start)s
                  AND m.date < %(end)s
                UNION
               SELECT rel.%(rel_move)s
                 FROM account_analytic_line a
                 JOIN %(rel)s rel ON rel.%(rel_line)s = a.id
                 JOIN stock_move m ON m.id = rel.%(rel_move)s
                WHERE m.equipment_id IS NOT NULL
                  AND a.company_id = %(company)s
                  AND a.date BETWEEN %(date_from)s AND %(date_to)s
                UNION
               SELECT i.parts_move_id
                 FROM account_move_line i
                WHERE i.parts_move_id IS NOT NULL
                  AND i.company_id = %(company)s
                  AND i.date BETWEEN %(date_from)s AND %(date_to)s""",
            company=company.id,
            places=self._get_places(company).ids,
            start=midnight(date_from),
            end=midnight(date_to + timedelta(1)),
            date_from=date_from,
            date_to=date_to,
            rel=SQL.identifier(lines.relation),
            rel_move=SQL.identifier(lines.column1),
            rel_line=SQL.identifier(lines.column2),
        )

    def _get_facts_sql(self, company, wanted, plans, date_from=None, date_to=None):
        """Return the query of one row a move."""
        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """WITH wanted AS MATERIALIZED (%(wanted)s),
                    pair AS (
                        SELECT rel.%(rel_move)s AS move_id, rel.%(rel_line)s AS line_id
                          FROM wanted w
                          JOIN %(rel)s rel ON rel.%(rel_move)s = w.id
                         UNION
                        SELECT i.parts_move_id, a.id
                          FROM wanted w
                          JOIN account_move_line i ON i.parts_move_id = w.id
                          JOIN account_analytic_line a ON a.move_line_id = i.id),
                    analytic AS (
                        SELECT pair.move_id,
                               COUNT(*) FILTER (WHERE a.move_line_id IS NULL)
                                   AS analytic_lines,
                               COUNT(*) FILTER (WHERE a.move_line_id IS NOT NULL)
                                   AS entry_lines,
                               MIN(a.date) AS analytic_from,
                               MAX(a.date) AS analytic_to,
                               BOOL_OR(a.move_line_id IS NULL
                                       AND a.equipment_id IS DISTINCT FROM
                                           m.equipment_id) AS other_asset,
                               %(plan_sums)s
                          FROM pair
                          JOIN stock_move m ON m.id = pair.move_id
                          JOIN account_analytic_line a ON a.id = pair.line_id
                      GROUP BY pair.move_id),
                    item AS (
                        SELECT i.*,
                               m.equipment_id AS wanted_equipment_id,
                               i.move_id = m.account_move_id AS is_own,
                               e.reversed_entry_id IS NOT NULL AS is_reversal,
                               i.parent_state = 'posted' AS is_posted,
                               i.account_id IS NOT DISTINCT FROM
                                   %(account)s AS is_in_place
                          FROM wanted w
                          JOIN stock_move m ON m.id = w.id
                          JOIN stock_location source ON source.id = m.location_id
                          JOIN stock_location target ON target.id = m.location_dest_id
                          JOIN account_move_line i ON i.parts_move_id = w.id
                          JOIN account_move e ON e.id = i.move_id),
                    ledger AS (
                        SELECT parts_move_id AS move_id,
                               COUNT(*) AS items,
                               COUNT(*) FILTER (WHERE parent_state = 'draft')
                                   AS waiting,
                               COUNT(*) FILTER (WHERE parent_state = 'cancel')
                                   AS cancelled,
                               SUM(balance) FILTER (
                                   WHERE is_posted
                                     AND date BETWEEN %(date_from)s AND %(date_to)s
                               ) AS in_period,
                               MIN(parts_account_id) FILTER (
                                   WHERE is_posted AND NOT is_in_place
                                     AND account_id <> parts_account_id
                               ) AS booked_account_id,
                               MIN(account_id) FILTER (
                                   WHERE is_posted AND NOT is_in_place
                                     AND account_id <> parts_account_id
                               ) AS item_account_id,
                               SUM(balance) FILTER (WHERE is_posted AND is_in_place)
                                   AS ledger,
                               SUM(balance) FILTER (WHERE is_posted AND NOT is_in_place)
                                   AS elsewhere,
                               MAX(quantity) FILTER (WHERE is_own) AS booked_quantity,
                               BOOL_OR(is_reversal) AS is_reversed,
                               BOOL_OR(equipment_id IS DISTINCT FROM
                                       wanted_equipment_id) AS other_asset,
                               MIN(date) FILTER (WHERE is_posted) AS ledger_from,
                               MAX(date) FILTER (WHERE is_posted) AS ledger_to
                          FROM item
                      GROUP BY parts_move_id)
               SELECT m.id AS move_id,
                      m.equipment_id,
                      m.maintenance_request_id,
                      m.product_id,
                      m.picking_id,
                      m.state,
                      m.reference,
                      m.parts_booking,
                      m.is_out,
                      m.account_move_id IS NOT NULL AS has_entry,
                      (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                          AS moved_on,
                      COALESCE(entry.date,
                               (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                      ) AS booked_on,
                      m.parts_distribution,
                      template.is_storable,
                      CASE WHEN m.state <> 'done' OR NOT template.is_storable THEN 0
                           WHEN m.is_out THEN m.value
                           WHEN m.is_in THEN -m.value
                           ELSE 0 END AS value,
                      %(quantity)s AS quantity,
                      %(plan_columns)s,
                      COALESCE(analytic.analytic_lines, 0) AS analytic_lines,
                      COALESCE(analytic.entry_lines, 0) AS entry_lines,
                      analytic.analytic_from,
                      analytic.analytic_to,
                      COALESCE(ledger.ledger, 0) AS ledger,
                      COALESCE(ledger.elsewhere, 0) AS elsewhere,
                      COALESCE(ledger.items, 0) AS items,
                      COALESCE(ledger.waiting, 0) AS waiting,
                      COALESCE(ledger.cancelled, 0) AS cancelled,
                      COALESCE(ledger.in_period, 0) AS ledger_in_period,
                      ledger.booked_account_id,
                      ledger.item_account_id,
                      COALESCE(ledger.is_reversed, FALSE) AS is_reversed,
                      ledger.booked_quantity::float AS booked_quantity,
                      ledger.ledger_from,
                      ledger.ledger_to,
                      COALESCE(analytic.other_asset, FALSE)
                          OR COALESCE(ledger.other_asset, FALSE) AS other_asset,
                      EXISTS (SELECT FROM product_value v WHERE v.move_id = m.id)
                          AS is_revalued,
                      CASE WHEN m.is_out AND COALESCE(m.value, 0) = 0
                           THEN %(stock_before)s END AS stock_before,
                      %(is_unlinked)s AS is_unlinked,
                      issue.value AS issue_value,
                      issue.quantity AS issue_quantity,
                      origin.quantity AS origin_quantity,
                      origin.returned_quantity,
                      origin.remainder
                 FROM wanted w
                 JOIN stock_move m ON m.id = w.id
                 JOIN product_product product ON product.id = m.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN account_move entry ON entry.id = m.account_move_id
            LEFT JOIN analytic ON analytic.move_id = m.id
            LEFT JOIN ledger ON ledger.move_id = m.id
            LEFT JOIN LATERAL (%(last_issue)s) issue ON TRUE
            LEFT JOIN LATERAL (%(origin)s) origin ON TRUE
             ORDER BY m.date, m.id""",
            wanted=wanted,
            date_from=date_from,
            date_to=date_to,
            zone=company._get_time_zone(),
            rel=SQL.identifier(lines.relation),
            rel_move=SQL.identifier(lines.column1),
            rel_line=SQL.identifier(lines.column2),
            account=self._get_charge_account_sql(),
            quantity=self._get_quantity_sql("m"),
            stock_before=self._get_stock_before_sql(),
            is_unlinked=self._get_plain_return_sql(),
            last_issue=self._get_last_issue_sql(),
            origin=self._get_origin_sql(),
            plan_sums=self._get_plan_sums_sql(plans),
            plan_columns=SQL(", ").join(
                SQL("analytic.%s", SQL.identifier(plan)) for plan in plans
            ),
        )

    def _get_bill_facts_sql(self, company, date_from, date_to, plans):
        """Return the query of one row a posted bill line that charges an asset."""
        return SQL(
            """WITH wanted AS (
                        SELECT i.id
                          FROM account_move_line i
                         WHERE i.maintenance_charge IS NOT NULL
                           AND i.parent_state = 'posted'
                           AND i.company_id = %(company)s
                           AND i.date BETWEEN %(date_from)s AND %(date_to)s
                         UNION
                        SELECT i.id
                          FROM account_analytic_line a
                          JOIN account_move_line i ON i.id = a.move_line_id
                         WHERE i.maintenance_charge IS NOT NULL
                           AND i.parent_state = 'posted'
                           AND a.company_id = %(company)s
                           AND a.date BETWEEN %(date_from)s AND %(date_to)s)
               SELECT i.id AS item_id,
                      i.equipment_id,
                      i.maintenance_request_id,
                      i.product_id,
                      i.date AS booked_on,
                      i.balance AS value,
                      COALESCE(i.move_name, i.name) AS name,
                      COALESCE(i.equipment_distribution, i.analytic_distribution)
                          AS distribution,
                      MIN(a.date) AS analytic_from,
                      MAX(a.date) AS analytic_to,
                      %(plan_sums)s
                 FROM wanted w
                 JOIN account_move_line i ON i.id = w.id
            LEFT JOIN account_analytic_line a ON a.move_line_id = i.id
             GROUP BY i.id
             ORDER BY i.date, i.id""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
            plan_sums=self._get_plan_sums_sql(plans),
        )

    def _get_quantity_sql(self, alias):
        """Return the SQL of the quantity of a move, in the part's own unit."""
        return SQL(
            "(SELECT COALESCE(SUM(l.quantity_product_uom), 0)::float"
            " FROM stock_move_line l WHERE l.move_id = %s)",
            SQL.identifier(alias, "id"),
        )

    def _get_stock_before_sql(self):
        """Return the SQL of what the company had of the part before the move ``m``."""
        return SQL(
            """(SELECT COALESCE(SUM(CASE WHEN b.is_in THEN %(quantity)s
                                         ELSE -%(quantity)s END), 0)
                  FROM stock_move b
                 WHERE b.product_id = m.product_id
                   AND b.company_id = m.company_id
                   AND b.state = 'done'
                   AND (b.is_in OR b.is_out)
                   AND (b.date, b.id) < (m.date, m.id))""",
            quantity=self._get_quantity_sql("b"),
        )

    def _get_last_issue_sql(self):
        """Return the SQL of the last issue of the part to the asset before ``m``."""
        return SQL(
            """SELECT b.value, %(quantity)s AS quantity
                 FROM stock_move b
                WHERE b.equipment_id = m.equipment_id
                  AND b.product_id = m.product_id
                  AND b.company_id = m.company_id
                  AND b.state = 'done'
                  AND b.is_out
                  AND b.date <= m.date
                  AND %(is_unlinked)s
             ORDER BY b.date DESC, b.id DESC
                LIMIT 1""",
            is_unlinked=self._get_plain_return_sql(),
            quantity=self._get_quantity_sql("b"),
        )

    def _get_origin_sql(self):
        """Return the SQL of the issue that ``m`` is the last return of."""
        return SQL(
            """SELECT o.id,
                      %(origin_quantity)s AS quantity,
                      SUM(%(quantity)s) AS returned_quantity,
                      o.value - SUM(b.value) AS remainder
                 FROM stock_move o
                 JOIN stock_move b ON b.origin_returned_move_id = o.id
                WHERE o.id = m.origin_returned_move_id
                  AND o.is_out
                  AND m.is_in
                  AND b.state = 'done'
             GROUP BY o.id, o.value
               HAVING MAX(b.id) = m.id""",
            origin_quantity=self._get_quantity_sql("o"),
            quantity=self._get_quantity_sql("b"),
        )

    def _get_plan_sums_sql(self, plans):
        """Return the SQL of one sum a plan, of the analytic lines ``a``."""
        return SQL(", ").join(
            SQL(
                "-SUM(a.amount) FILTER (WHERE a.%(plan)s IS NOT NULL) AS %(plan)s",
                plan=SQL.identifier(plan),
            )
            for plan in plans
        )
