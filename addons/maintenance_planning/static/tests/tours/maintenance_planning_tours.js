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
