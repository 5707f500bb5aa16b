import {registry} from "@web/core/registry";

const line = ".o_field_widget[name=order_line] .o_data_row:contains('Tour belt')";

function press(name, content) {
  return {
    content,
    trigger: `button[name=${name}]:enabled`,
    run: "click",
  };
}

registry.category("web_tour.tours").add("maintenance_requisition_expedite", {
  steps: () => [
    {
      content: "The request for quotation says what for",
      trigger: `${line} [name=maintenance_for]:contains('Tour forklift')`,
    },
    {
      content: "Change the price",
      trigger: `${line} [name=price_unit]`,
      run: "click",
    },
    {
      content: "The vendor brings it sooner, and wants more for it",
      trigger:
        ".o_field_widget[name=order_line] .o_selected_row [name=price_unit] input",
      run: "edit 15",
    },
    press("button_confirm", "Order it"),
    {
      content: "It is ordered",
      trigger:
        ".o_statusbar_status button.o_arrow_button_current:contains('Purchase Order')",
    },
    press("action_view_picking", "Open the receipt"),
    {
      content: "The receipt says what for",
      trigger:
        ".o_field_widget[name=move_ids] .o_data_row [name=maintenance_for]:contains('Tour forklift')",
    },
    press("button_validate", "Receive it"),
    {
      content: "It is received",
      trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Done')",
    },
  ],
});
