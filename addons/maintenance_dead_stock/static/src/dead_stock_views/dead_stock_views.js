import {
  PlannedKanbanController,
  PlannedListController,
} from "@maintenance_planning/planned_views/planned_views";
import {Component, onWillStart, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * Says what is tied up in stock, and what of it nobody needs.
 */
export class DeadStockSummary extends Component {
  static template = "maintenance_dead_stock.DeadStockSummary";
  static props = {};

  setup() {
    this.orm = useService("orm");
    this.state = useState({totals: []});
    onWillStart(() => this.load());
  }

  async load() {
    const totals = await this.orm.call(
      "maintenance.dead.stock",
      "get_dead_stock_summary",
      []
    );
    this.state.totals = totals.map((total) => ({
      currencyId: total.currency_id,
      value: formatCurrency(total.value, total.currency_id),
      surplus: formatCurrency(total.surplus_value, total.currency_id),
      dead: formatCurrency(total.dead_value, total.currency_id),
      deadCount: total.dead_count,
    }));
  }
}

export class DeadStockListController extends PlannedListController {
  static template = "maintenance_dead_stock.DeadStockListView";
  static components = {...PlannedListController.components, DeadStockSummary};
}

export class DeadStockKanbanController extends PlannedKanbanController {
  static template = "maintenance_dead_stock.DeadStockKanbanView";
  static components = {...PlannedKanbanController.components, DeadStockSummary};
}

registry.category("views").add("maintenance_dead_stock_list", {
  ...listView,
  Controller: DeadStockListController,
});
registry.category("views").add("maintenance_dead_stock_kanban", {
  ...kanbanView,
  Controller: DeadStockKanbanController,
});
