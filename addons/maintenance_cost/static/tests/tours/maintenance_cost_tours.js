import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {choose, press} from "@maintenance_consumption/../tests/tours/tour_helpers";

registry.category("web_tour.tours").add("maintenance_cost_bill", {
  steps: () => [
    {
      content: "Look at the asset of the line: none yet",
      trigger:
        ".o_field_widget[name=invoice_line_ids] .o_data_row:first td[name=equipment_id]",
      run: "click",
    },
    ...choose("equipment_id", "Tour pump", ".o_selected_row"),
    {
      content: "It is there",
      trigger:
        ".o_selected_row .o_field_widget[name=equipment_id] input:value('Tour pump')",
    },
    ...stepUtils.saveForm(),
    press("action_post", "Confirm the bill"),
    {
      content: "It is posted, and still names the asset",
      trigger:
        "body:has(.o_arrow_button_current:contains('Posted')) td[name=equipment_id]:contains('Tour pump')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_cost_labour", {
  steps: () => [
    {
      content: "Look at the hours",
      trigger: ".nav-link[name=labour]",
      run: "click",
    },
    {
      content: "Add some",
      trigger: ".o_field_widget[name=labour_ids] a:contains('Add hours')",
      run: "click",
    },
    {
      content: "Say what was done",
      trigger: ".o_selected_row [name=description] input",
      run: "edit Changed the belt",
    },
    {
      content: "An hour and a half",
      trigger: ".o_selected_row [name=hours] input",
      run: "edit 1:30",
    },
    ...stepUtils.saveForm(),
    {
      content: "They are kept",
      trigger: ".o_field_widget[name=labour_ids] .o_data_row:contains('01:30')",
    },
    {
      content: "What they cost is not for technicians",
      trigger: ".o_field_widget[name=labour_ids]:not(:has(th[data-name=amount]))",
    },
  ],
});
