import {registry} from "@web/core/registry";
import {choose} from "@maintenance_consumption/../tests/tours/tour_helpers";

registry.category("web_tour.tours").add("maintenance_installed_parts_removal", {
  steps: () => [
    {
      content: "Look at the parts",
      trigger: ".nav-link[name=parts]",
      run: "click",
    },
    {
      content: "An old part comes off",
      trigger: "button:contains('Remove Old Part')",
      run: "click",
    },
    ...choose("product_id", "Tour motor", ".modal"),
    {
      content: "It is kept",
      trigger: ".modal .o_field_widget[name=becomes] input[data-value=stock]",
      run: "click",
    },
    {
      content: "As a used one",
      trigger: ".modal .o_field_widget[name=kept_as_id]:contains('Tour motor, used')",
    },
    {
      content: "Still worth something",
      trigger: ".modal .o_field_widget[name=unit_value] input",
      run: "edit 12.50",
    },
    {
      content: "Remove it",
      trigger: ".modal footer button[name=action_apply]",
      run: "click",
    },
    {
      content: "There is a document",
      trigger: "body:not(:has(.modal)) button[name=action_view_pickings]:contains('1')",
    },
  ],
});
