from collections import defaultdict

from odoo import models

from ..tools import RawLack, is_rush, order_by

NEED_COLUMNS = (
    "product_id",
    "quantity",
    "date_need",
    "company_id",
    "location_id",
    "source",
    "equipment_id",
    "request_id",
    "bom_line_id",
    "position",
    "criticality",
    "unit_cost",
    "cost",
    "short_cost",
    "date_order_by",
    "covered_by",
    "short_qty",
    "date_expected",
    "orderpoint_id",
    "rule_qty",
    "shortage_id",
)
SHORTAGE_COLUMNS = (
    "product_id",
    "quantity",
    "company_id",
    "date_need",
    "date_order_by",
    "is_rush",
    "action",
    "source_warehouse_id",
    "orderpoint_id",
    "date_expected",
    "vendor_id",
    "cost",
    "facts",
    "requisition_line_id",
)
RUSH = SHORTAGE_COLUMNS.index("is_rush")


class MaintenancePlannerRows(models.AbstractModel):
    """What the planner found, as rows."""

    _name = "maintenance.planner.rows"
    _description = "Results of the Planner"
    _inherit = [
        "maintenance.planner.exceptions",
        "maintenance.planner.lines",
        "maintenance.planner.transfers",
    ]

    def _write_outcome(self, world, decisions):
        """Write needs, shortages and exceptions; return the summary of the run."""
        warehouse = world.warehouse
        table = self.env["maintenance.part.need"]
        rules = table._get_rules(warehouse)
        shortages, key_of_need = self._prepare_shortages(world, decisions)
        exceptions = self._prepare_exceptions(world, decisions)
        self._settle_lines(world, decisions)
        shortages = {
            key: (*row[:-1], world.line_of.get(key)) for key, row in shortages.items()
        }
        table = self.env["maintenance.part.shortage"]
        written = [table._replace_rows(warehouse, SHORTAGE_COLUMNS, shortages)]
        ids = table._get_ids_by_key(warehouse)
        shortage_of_need = {need: ids[key] for need, key in key_of_need.items()}
        needs = self._prepare_needs(world, decisions, shortage_of_need)
        table = self.env["maintenance.part.need"]
        written.append(table._replace_rows(warehouse, NEED_COLUMNS, needs))
        (rules | table._get_rules(warehouse))._refresh_parts_demand()
        table = self.env["maintenance.planning.exception"]
        written.append(table._replace_exceptions(warehouse, exceptions))
        created, changed, removed = map(sum, zip(*written, strict=True))
        return {
            "warehouse_id": warehouse.id,
            "warehouse_name": warehouse.display_name,
            "needs": len(needs),
            "shortages": len(shortages),
            "rush": sum(row[RUSH] for row in shortages.values()),
            "exceptions": len(exceptions),
            "created": created,
            "changed": changed,
            "removed": removed,
        }

    def _prepare_needs(self, world, decisions, shortage_of_need):
        """Return {key: values of NEED_COLUMNS}."""
        verdicts = {
            key[1]: verdict
            for _members, decision in decisions
            for key, verdict in decision.verdicts.items()
        }
        company_id = world.warehouse.company_id.id
        currency = world.warehouse.company_id.currency_id
        works = self._get_working_days_of(world)
        rules = self._get_rules_of_needs(world)
        rows = {}
        for need in world.needs:
            part_id = need.product_id
            price = world.sourcing[part_id].price
            verdict = verdicts.get(need.key)
            rule, rule_qty, expected, covered = None, 0.0, None, "stock"
            short = unordered = 0.0
            if verdict:
                factor = world.factors[part_id]
                covered, expected, short, unordered = self._get_cover(
                    world, need, verdict
                )
                short, unordered = short / factor, unordered / factor
                rule = rules.get(need.key)
                if rule:
                    # in the unit of the rule's part, which belongs to the same set
                    own = need.quantity * factor - verdict.foreign
                    rule_qty = own / world.factors[rule.product_id.id]
            rows[need.key] = (
                part_id,
                need.quantity,
                need.day,
                company_id,
                need.location_id,
                need.source,
                need.equipment_id,
                need.request_id,
                need.bom_line_id,
                need.position,
                need.criticality,
                price,
                currency.round(need.quantity * price),
                currency.round(unordered * price),
                order_by(need.day, world.leads[part_id], *works),
                covered,
                short,
                expected,
                rule.id if rule else None,
                rule_qty,
                shortage_of_need.get(need.key),
            )
        return rows

    def _get_rules_of_needs(self, world):
        """Return {key of a need: the automatic reordering rule that owns it}."""
        if not world.owners:
            return {}
        products = self.env["product.product"]
        rules = {}
        for need in world.needs:
            product = products.browse(need.product_id)
            to_buy = world.get_part_to_buy(need.product_id)
            rule, _place = self._get_owner(world, need.location_id, product, to_buy)
            if rule:
                rules[need.key] = rule
        return rules

    def _prepare_shortages(self, world, decisions):
        """Return ({key: values of SHORTAGE_COLUMNS}, {key of a need: key})."""
        company = world.warehouse.company_id
        rules = self._get_rules_of_needs(world)
        works = self._get_working_days_of(world)
        rows, key_of_need = {}, {}
        for members, decision in decisions:
            if not decision.lacks:
                continue
            offers = self._get_transfer_offers(world, members, decision)
            for lack in decision.lacks:
                part_id = lack.part
                factor = world.factors[part_id]
                sourcing = world.sourcing[part_id]
                deadline = order_by(lack.day, world.leads[part_id], *works)
                for action, source, rule, pieces in self._split_lack(
                    lack, rules, offers
                ):
                    amount = sum(quantity for _key, quantity in pieces)
                    key = f"{part_id}/{lack.day}/{action}/{source or ''}"
                    facts = dict(lack.facts, short=amount)
                    facts["also"] += lack.quantity - amount
                    facts = {name: value / factor for name, value in facts.items()}
                    rows[key] = (
                        part_id,
                        amount / factor,
                        company.id,
                        lack.day,
                        deadline,
                        action in ("buy", "transfer")
                        and is_rush(deadline, world.today),
                        action,
                        source,
                        rule.id if rule else None,
                        lack.expected,
                        sourcing.vendor_id,
                        company.currency_id.round(amount / factor * sourcing.price),
                        facts,
                        None,
                    )
                    world.lacking[key] = RawLack(
                        part_id,
                        lack.day,
                        deadline,
                        action,
                        source,
                        [
                            (need_key, quantity / factor)
                            for need_key, quantity in pieces
                        ],
                        facts,
                    )
                    key_of_need |= {
                        need_key[1]: key
                        for need_key, _quantity in pieces
                        if need_key[0] == "need"
                    }
        return rows, key_of_need

    def _split_lack(self, lack, rules, offers):
        """Yield (action, id of the source warehouse, rule, pieces) of a lack.

        What is late is expedited; what a rule owns the rule orders; of the rest comes
        what another warehouse has too much of, and then what is bought.
        """
        if lack.is_late:
            yield "expedite", None, None, lack.pieces
            return
        by_rule = defaultdict(list)
        for key, quantity in lack.pieces:
            rule = rules.get(key[1]) if key[0] == "need" else None
            by_rule[rule].append((key, quantity))
        for rule, pieces in by_rule.items():
            if rule:
                yield "reorder", None, rule, pieces
                continue
            for source, taken in self._take_offers(offers, pieces):
                yield ("transfer" if source else "buy"), source, None, taken

    def _get_working_days_of(self, world):
        """Return (weekdays, days off) between the first order-by date and the end."""
        from_day = world.today.replace(year=world.today.year - 1, day=1)
        until = world.today.replace(year=world.today.year + 2, day=1)
        return world.warehouse.company_id._get_working_days(from_day, until)
