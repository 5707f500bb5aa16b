import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {Component, onWillStart, useState} from "@odoo/owl";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * Says how old what the planner derived is, and lets planners derive it anew.
 */
export class PlanningStatus extends Component {
  static template = "maintenance_planning.PlanningStatus";
  static props = {};

  setup() {
    this.orm = useService("orm");
    this.action = useService("action");
    this.state = useState({plannedAt: false, canPlan: false, isPlanning: false});
    onWillStart(() => this.load());
  }

  async load() {
    const status = await this.orm.call(
      "maintenance.planner",
      "get_planning_status",
      []
    );
    this.state.canPlan = status.can_plan;
    this.state.plannedAt =
      status.planned_at &&
      toLocaleDateTimeString(deserializeDateTime(status.planned_at));
  }

  async planNow() {
    this.state.isPlanning = true;
    try {
      const action = await this.orm.call(
        "maintenance.part.shortage",
        "action_plan_now",
        [[]]
      );
      // reloads the view, and this with it
      await this.action.doAction(action);
    } finally {
      this.state.isPlanning = false;
    }
  }
}

export class PlannedListController extends ListController {
  static template = "maintenance_planning.PlannedListView";
  static components = {...ListController.components, PlanningStatus};
}

export class PlannedKanbanController extends KanbanController {
  static template = "maintenance_planning.PlannedKanbanView";
  static components = {...KanbanController.components, PlanningStatus};
}

registry.category("views").add("maintenance_planned_list", {
  ...listView,
  Controller: PlannedListController,
});
registry.category("views").add("maintenance_planned_kanban", {
  ...kanbanView,
  Controller: PlannedKanbanController,
});
