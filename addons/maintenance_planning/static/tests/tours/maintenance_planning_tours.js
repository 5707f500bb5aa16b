import {registry} from "@web/core/registry";

function press(name, content) {
  return {
    content,
    trigger: `button[name=${name}]:enabled`,
    run: "click",
  };
}

registry.category("web_tour.tours").add("maintenance_planning_shortage", {
  steps: () => [
    press("action_plan_now", "Run the planner"),
    {
      content: "Open the shortage",
      trigger: ".o_data_row:contains('Tour belt') [name=product_id]",
      run: "click",
    },
    {
      content: "Read why",
      trigger: ".o_field_widget[name=explanation]:contains('needed 3 → short 2')",
    },
    {
      content: "Read for which job",
      trigger:
        ".o_field_widget[name=need_ids] .o_data_row:contains('Tour job'):contains('Tour saw')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_planning_ages", {
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

registry.category("web_tour.tours").add("maintenance_planning_readiness", {
  steps: () => [
    {
      content: "What the job lacks is said",
      trigger: ".o_data_row:contains('Tour job'):contains('2 × Tour belt')",
    },
    {
      content: "Go to the job",
      trigger: ".o_data_row:contains('Tour job') [name=name]",
      run: "click",
    },
    {
      content: "Look at its parts",
      trigger: ".nav-link[name=parts]",
      run: "click",
    },
    {
      content: "The belt is there",
      trigger: ".o_field_widget[name=part_ids] .o_data_row:contains('Tour belt')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_planning_minimums", {
  steps: () => [
    {
      content: "Choose the proposals",
      trigger: "thead .o_list_record_selector input",
      run: "click",
    },
    press("action_accept", "Accept them"),
    {
      content: "None waits for an answer",
      trigger: ".o_content:not(:contains('Tour belt'))",
    },
  ],
});
