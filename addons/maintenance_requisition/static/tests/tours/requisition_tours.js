import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maintenance_requisition_approve", {
  steps: () => [
    {
      content: "Open the rush line",
      trigger: ".o_data_row.text-danger [name=product_id]:contains('Tour filter')",
      run: "click",
    },
    {
      content: "It says for whom",
      trigger: ".o_field_widget[name=share_ids] .o_data_row:contains('T-1')",
    },
    {
      content: "And why",
      trigger: ".o_field_widget[name=explanation]:contains('short 2')",
    },
    {
      content: "Approve it",
      trigger: "button[name=action_approve_and_tell]:enabled",
      run: "click",
    },
    {
      content: "It is ordered",
      trigger: ".o_arrow_button_current:contains('In RFQ')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_requisition_confirm", {
  steps: () => [
    {
      content: "The buyer sees whom it is for",
      trigger: ".o_data_row [name=maintenance_for]:contains('T-1')",
    },
    {
      content: "And confirms as always",
      trigger: "button[name=button_confirm]:enabled",
      run: "click",
    },
    {
      content: "It is an order",
      trigger: ".o_arrow_button_current:contains('Purchase Order')",
    },
  ],
});
