import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maintenance_part_age_questions", {
  steps: () => [
    {
      content: "There are two questions",
      trigger: ".o_data_row:contains('Tour saw 1'):contains('Tour belt')",
    },
    {
      content: "Choose all",
      trigger: "thead .o_list_record_selector input",
      run: "click",
    },
    {
      content: "They are chosen",
      trigger: ".o_selection_box",
    },
    {
      content: "Enter when they were replaced last",
      trigger: ".o_data_row:contains('Tour saw 1') .o_data_cell[name=last_replaced_on]",
      run: "click",
    },
    {
      content: "In one field for all",
      trigger: ".o_selected_row .o_field_widget[name=last_replaced_on] input",
      run: "edit 01/15/2025 && press Enter",
    },
    {
      content: "Yes, for all",
      trigger: ".modal footer .btn-primary",
      run: "click",
    },
    {
      content: "The other one has the same answer",
      trigger:
        "body:not(:has(.modal)) .o_data_row:contains('Tour saw 2') [name=last_replaced_on]:contains('Jan 15')",
    },
  ],
});
