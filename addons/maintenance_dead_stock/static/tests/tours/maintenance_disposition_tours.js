import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maintenance_disposition_return", {
  steps: () => [
    {
      content: "Open what nobody needs any more",
      trigger: ".o_data_row [name=product_id]:contains('Tour battery')",
      run: "click",
    },
    {
      content: "It says why",
      trigger: ".o_form_view [name=explanation]:contains('No living asset')",
    },
    {
      content: "Dispose of it",
      trigger: "button[name=action_dispose]:enabled",
      run: "click",
    },
    {
      content: "A manager will approve it",
      trigger: ".o_form_view .alert-info:contains('manager of Asset Parts')",
    },
    {
      content: "Return it to its vendor",
      trigger: ".o_field_widget[name=kind] input",
      run: "click",
    },
    {
      content: "Choose the return",
      trigger: ".o_select_menu_item:contains('Return to Vendor')",
      run: "click",
    },
    {
      content: "It is chosen",
      trigger: ".o_field_widget[name=kind] input:value('Return to Vendor')",
    },
    {
      content: "It is to be saved",
      trigger: ".o_form_dirty",
    },
    {
      content: "Save it",
      trigger: ".o_form_status_indicator_buttons:not(.invisible) .o_form_button_save",
      run: "click",
    },
    {
      content: "It is saved",
      trigger: ".o_form_saved",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_disposition_carry_out", {
  steps: () => [
    {
      content: "Approve it",
      trigger: "button[name=button_approve]:enabled",
      run: "click",
    },
    {
      content: "It is approved; carry it out",
      trigger: "button[name=action_done]:enabled",
      run: "click",
    },
    {
      content: "Yes, the parts leave stock",
      trigger: ".modal footer .btn-primary",
      run: "click",
    },
    {
      content: "It is done",
      trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Done')",
    },
  ],
});
