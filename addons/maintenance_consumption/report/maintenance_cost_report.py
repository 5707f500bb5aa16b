from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.report.row_ids import find_existing, get_row_ids

from ..models.cost_groups import ACCOUNTANTS
from ..tools import ChargeFacts, get_booking
from ..tools.booking import CLOSING

# Room for the sources of other addons. The number of a source is part of the ids of
# its rows, so it never changes.
SOURCES = 8
MOVES = 0


class MaintenanceCostReport(models.Model):
    """What assets cost: one row a charge, what came back and refunds negative.

    A flat view over one source or several (see :meth:`_get_sources`). The id of a row
    is the id of its record times ``SOURCES`` plus the number of its source. Each row
    leads to its journal entry, or to the reason why there is none yet.
    """

    _name = "maintenance.cost.report"
    _description = "Cost of Assets"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "account.move": ["date"],
        "maintenance.equipment": ["bom_id", "category_id"],
        "maintenance.request": ["equipment_id", "maintenance_team_id", "user_id"],
        "stock.move": [
            "account_move_id",
            "company_id",
            "date",
            "equipment_id",
            "is_in",
            "is_out",
            "location_dest_id",
            "location_id",
            "maintenance_kind",
            "maintenance_request_id",
            "product_id",
            "product_uom",
            "quantity",
            "reference",
            "state",
            "value",
        ],
    }

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True
    )
    maintenance_team_id = fields.Many2one(
        "maintenance.team", string="Team", readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        readonly=True,
        help="Who is responsible for the job.",
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    reference = fields.Char(readonly=True, help="The number of the transfer.")
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True)
    date = fields.Date(
        readonly=True,
        help="The day of the journal entry. Parts that have no journal entry of their "
        "own count on the day of the move, where the company is.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("issue", "Issued"),
            ("return", "Returned"),
        ],
        readonly=True,
    )
    quantity = fields.Float(
        string="Quantity Issued",
        readonly=True,
        digits="Product Unit",
        help="Issued from stock, in the part's own unit; returns are negative.",
    )
    cost = fields.Monetary(readonly=True)
    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    booking = fields.Selection(
        [
            ("booked", "Booked"),
            ("closed", "Booked at Closing"),
            ("awaits_closing", "Awaits Closing"),
            ("entry_draft", "Entry in Draft"),
            ("entry_cancelled", "Entry Cancelled"),
            ("no_account", "No Expense Account"),
            ("not_booked_then", "Not Booked Then"),
            ("no_value", "No Value"),
            ("billed", "On Its Bill"),
            ("consigned", "On the Owner's Bill"),
        ],
        compute="_compute_booking",
    )
    booking_note = fields.Text(string="In the Books", compute="_compute_booking")
    entry_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        compute="_compute_booking",
        groups=ACCOUNTANTS,
    )
    analytic_line_ids = fields.Many2many(
        "account.analytic.line",
        compute="_compute_analytic_lines",
        groups="analytic.group_analytic_accounting",
    )

    @api.depends("kind", "product_id", "reference")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            names = [kinds.get(row.kind), row._get_subject(), row.reference]
            row.display_name = ", ".join(name for name in names if name)

    def _get_subject(self):
        """Return what was charged, in words. A seam for charges of what is no part."""
        self.ensure_one()
        return self.product_id.display_name

    # --- the view ---------------------------------------------------------------------

    def init(self):
        self._create_view(self._get_sources())

    def _create_view(self, sources, without=()):
        """Make the view of these sources anew.

        :param sources: as :meth:`_get_sources` returns them
        :param without: names of fields that get no column
        """
        tools.drop_view_if_exists(self.env.cr, self._table)
        selects = (
            self._get_select(number, columns, rows, without)
            for number, (columns, rows) in sources.items()
        )
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS %s",
                SQL.identifier(self._table),
                SQL(" UNION ALL ").join(selects),
            )
        )

    @api.model
    def _get_sources(self):
        """Return {number of the source: (columns, rows)}, numbers below ``SOURCES``.

        ``columns`` is {field name: SQL}, with the integer id of the row's record as
        ``source_row``; what a source does not know is left out. ``rows`` is the SQL
        from ``FROM`` on, with the asset as ``e`` and the job as ``r``, both
        ``LEFT JOIN``. A seam for other sources.
        """
        return {MOVES: self._get_move_source()}

    def _get_common_columns(self):
        """Return {field name: SQL} of what each source takes from asset and job."""
        return {
            "bom_id": SQL("e.bom_id"),
            "category_id": SQL("e.category_id"),
            "maintenance_team_id": SQL("r.maintenance_team_id"),
            "user_id": SQL("r.user_id"),
        }

    def _get_select(self, number, columns, rows, without=()):
        """Return the SELECT of one source, with a column for each stored field."""
        columns = self._get_common_columns() | columns
        names = [
            (name, SQL(field.column_type[1]))
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and name != "id"
            and name not in without
        ]
        key = columns["source_row"]
        return SQL(
            "SELECT %(key)s::bigint * %(sources)s + %(number)s AS id, "
            "%(number)s AS source, %(key)s AS source_row, %(values)s %(rows)s",
            key=key,
            sources=SQL(str(SOURCES)),
            number=SQL(str(number)),
            values=SQL(", ").join(
                SQL(
                    "(%s)::%s AS %s",
                    columns.get(name, SQL("NULL")),
                    column_type,
                    SQL.identifier(name),
                )
                for name, column_type in names
            ),
            rows=rows,
        )

    def _get_move_source(self):
        """Parts issued to assets or returned, and whatever else came from them into
        stock. Those that are not kept in stock come at no cost.
        """
        columns = {
            "source_row": SQL("m.id"),
            "equipment_id": SQL("m.equipment_id"),
            "maintenance_request_id": SQL("m.maintenance_request_id"),
            "move_id": SQL("m.id"),
            "product_id": SQL("m.product_id"),
            "reference": SQL("m.reference"),
            "date": SQL(
                "COALESCE(entry.date, (m.date AT TIME ZONE 'UTC' "
                "AT TIME ZONE COALESCE(owner.tz, calendar.tz, 'UTC'))::date)"
            ),
            "company_id": SQL("m.company_id"),
            "kind": SQL(
                "COALESCE(m.maintenance_kind, CASE WHEN place.usage = 'customer' "
                "THEN 'issue' ELSE 'return' END)"
            ),
            "quantity": SQL(
                "CASE WHEN place.usage = 'customer' THEN 1 ELSE -1 END "
                "* m.quantity * u.factor / own.factor"
            ),
            "cost": SQL(
                "CASE WHEN t.is_storable IS NOT TRUE THEN 0 "
                "WHEN m.is_out THEN m.value ELSE -m.value END"
            ),
        }
        rows = SQL(
            """FROM stock_move m
               JOIN stock_location origin ON origin.id = m.location_id
               JOIN stock_location place ON place.id = m.location_dest_id
               JOIN product_product p ON p.id = m.product_id
               JOIN product_template t ON t.id = p.product_tmpl_id
               JOIN uom_uom own ON own.id = t.uom_id
               JOIN uom_uom u ON u.id = m.product_uom
               JOIN res_company company ON company.id = m.company_id
               JOIN res_partner owner ON owner.id = company.partner_id
          LEFT JOIN account_move entry ON entry.id = m.account_move_id
          LEFT JOIN resource_calendar calendar
                 ON calendar.id = company.resource_calendar_id
          LEFT JOIN maintenance_equipment e ON e.id = m.equipment_id
          LEFT JOIN maintenance_request r ON r.id = m.maintenance_request_id
              WHERE m.state = 'done'
                AND (m.equipment_id IS NOT NULL
                     OR m.maintenance_request_id IS NOT NULL)
                AND 'customer' IN (origin.usage, place.usage)
                AND (m.is_in
                     OR m.maintenance_kind IS NULL
                     OR m.maintenance_kind IN ('issue', 'return'))"""
        )
        return columns, rows

    def _search(self, domain, *args, **kwargs):
        return super()._search(Domain(domain).map_conditions(_by_key), *args, **kwargs)

    def exists(self):
        return find_existing(self)

    # --- what counts in which cost ----------------------------------------------------

    @api.model
    def _get_cost_fields(self):
        """Return {kind of charge: field of jobs and assets that it counts in}."""
        return {"issue": "parts_cost", "return": "parts_cost"}

    # --- in the books -----------------------------------------------------------------

    @api.depends("kind", "move_id")
    def _compute_booking(self):
        # who may see a charge may know how it is booked; the entry itself is for
        # accountants, see the groups of the field
        charges = self.sudo()
        last_closings = {
            company: company._get_last_closing_date() for company in charges.company_id
        }
        entries = charges._get_entries()
        for row, charge in zip(self, charges, strict=True):
            if not charge.company_id:
                row.booking = row.entry_id = row.booking_note = False
                continue
            entry = entries[charge]
            last_closing = last_closings[charge.company_id]
            booking = get_booking(charge._get_charge_facts(entry, last_closing))
            row.booking = booking
            row.entry_id = entry
            row.booking_note = charge._get_booking_note(booking, entry, last_closing)

    def _get_entries(self):
        """Return {charge: the journal entry that books it, empty if none does}.

        Of several the one that counts: a posted one before a draft, its own before
        others.
        """
        items = self.env["account.move.line"].search_fetch(
            [("parts_move_id", "in", self.move_id.ids)], ["move_id", "parts_move_id"]
        )
        items_by_move = items.grouped("parts_move_id")
        ranks = {"posted": 0, "draft": 1, "cancel": 2}
        entries = {}
        for charge in self:
            own = charge._get_own_entry()
            others = items_by_move.get(charge.move_id, items.browse()).move_id
            entries[charge] = (own | others).sorted(
                lambda entry, own=own: (ranks[entry.state], entry not in own, entry.id)
            )[:1]
        return entries

    def _get_own_entry(self):
        """Return the journal entry that was made for this charge. A seam for charges
        that no stock move makes.
        """
        self.ensure_one()
        return self.move_id.account_move_id

    def _get_charge_facts(self, entry, last_closing):
        """Return the facts of this charge for ``get_booking()``. A seam for charges
        that no stock move makes.
        """
        self.ensure_one()
        move = self.move_id.with_company(self.company_id)
        is_recent = not last_closing or move.date > last_closing
        is_periodic = move.product_id.valuation == "periodic"
        return ChargeFacts(
            entry=entry.state or None,
            is_closing=move.parts_booking == CLOSING,
            is_stocked=move.product_id.is_storable,
            is_consigned=move._is_consigned(),
            has_value=not self.currency_id.is_zero(self.cost),
            has_account=bool(move._get_charge_account()),
            awaits_closing=move.parts_booking == CLOSING or (is_periodic and is_recent),
        )

    def _get_booking_note(self, booking, entry, last_closing):
        """Return in words how the charge is booked, and what to do if it is not."""
        self.ensure_one()
        return self._get_booking_notes(entry, last_closing)[booking]

    def _get_booking_notes(self, entry, last_closing):
        """Return {booking: what is said of it}. A seam for other bookings."""
        name = entry.name
        day = last_closing and format_date(self.env, last_closing)
        return {
            "booked": self.env._("Booked by journal entry %s.", name),
            "closed": self.env._("Booked with others by stock closing %s.", name),
            "awaits_closing": self.env._(
                "The part's category is valued periodically: the next stock closing "
                "books it. The last one was on %s.",
                day,
            )
            if day
            else self.env._(
                "The part's category is valued periodically: a stock closing books it. "
                "There was none yet."
            ),
            "entry_draft": self.env._("Journal entry %s is in draft. Post it.", name),
            "entry_cancelled": self.env._(
                "Journal entry %s is cancelled. Reset it to draft and post it.", name
            ),
            "no_account": self.env._(
                "It is booked on no account of its own, because the Maintenance "
                "location has none. For issues from then on, set “Expense Account” "
                "under Inventory, Settings, Asset Parts."
            ),
            "not_booked_then": self.env._(
                "It has no journal entry: when it was issued, there was no expense "
                "account, or the part's category was valued periodically. Book it by "
                "hand."
            ),
            "no_value": self.env._(
                "There is nothing to book: the part had no cost at that time."
            ),
            "billed": self.env._(
                "There is nothing to book: the part is not kept in stock, so its "
                "vendor bill is the cost."
            ),
            "consigned": self.env._(
                "There is nothing to book: the part was not the company's own. Its "
                "owner's bill is the cost."
            ),
        }

    @api.depends("move_id")
    def _compute_analytic_lines(self):
        # with all rights: who may see analytic lines may lack access to stock moves
        for row, charge in zip(self, self.sudo(), strict=True):
            row.analytic_line_ids = charge._get_analytic_lines().ids

    def _get_analytic_lines(self):
        """Return the analytic lines of this charge. A seam for charges that no stock
        move makes.
        """
        self.ensure_one()
        return self.move_id.analytic_account_line_ids

    def action_open_entry(self):
        """Open the journal entry of this charge, or say why there is none.

        :raises AccessError: without accounting rights
        """
        self = to_record(self)
        if not self.entry_id:
            raise UserError(self.booking_note)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Entry"),
            "res_model": "account.move",
            "res_id": self.entry_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_analytic_lines(self):
        """Open the analytic lines of these charges.

        :raises AccessError: without the right to see analytic accounting
        """
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "analytic.account_analytic_line_action_entries"
        )
        return dict(
            action, domain=[("id", "in", self.analytic_line_ids.ids)], context={}
        )


def _by_key(condition):
    """Turn a condition on ``id`` into one on the keys of its sources inside it."""
    ids = get_row_ids(condition)
    if ids is None:
        return condition
    keys = {}
    for row_id in ids:
        key, source = divmod(row_id, SOURCES)
        keys.setdefault(source, []).append(key)
    if not keys:
        return Domain.FALSE
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL(
                    "(%s = %s AND %s = ANY(%s::int[]))",
                    SQL.identifier(alias, "source"),
                    SQL(str(source)),
                    SQL.identifier(alias, "source_row"),
                    rows,
                )
                for source, rows in keys.items()
            ),
        )
    )
