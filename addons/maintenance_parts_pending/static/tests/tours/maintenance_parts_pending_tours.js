import {press} from "@maintenance_consumption/../tests/tours/tour_helpers";
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maintenance_parts_pending_finish", {
  steps: () => [
    press("button_finish_as_planned", "Used as planned, finish"),
    {
      content: "What is not in stock is named",
      trigger: ".modal .o_data_row:contains('Tour gasket'):contains('Not ordered')",
    },
    {
      content: "It was taken all the same",
      trigger: ".modal footer button[name=action_keep_pending]:contains('Finish')",
      run: "click",
    },
    {
      content: "What stock does not show is named",
      trigger: ".o_notification:contains('Tour gasket')",
    },
    {
      content: "The job is done",
      trigger: "body:not(:has(button[name=button_finish_as_planned]))",
    },
    {
      content: "Look at the parts",
      trigger: ".nav-link[name=parts]",
      run: "click",
    },
    {
      content: "The gasket is pending",
      trigger:
        ".o_field_widget[name=part_ids] .o_data_row:contains('Tour gasket') [name=pending_qty]:contains('1')",
    },
  ],
});
