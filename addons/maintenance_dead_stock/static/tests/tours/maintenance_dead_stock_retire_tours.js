import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("maintenance_dead_stock_retire", {
  steps: () => [
    {
      content: "Choose all laptops that are shown",
      trigger: ".o_list_view thead .o_list_record_selector input",
      run: "click",
    },
    {
      content: "Open the actions",
      trigger: ".o_cp_action_menus button:contains('Actions')",
      run: "click",
    },
    {
      content: "Retire them",
      trigger: ".o-dropdown-item:contains('Retire')",
      run: "click",
    },
    {
      content: "Read what becomes dead stock",
      trigger: ".modal .alert:contains('become dead stock: 1, worth')",
    },
    {
      content: "Read why",
      trigger:
        ".modal .o_field_widget[name=part_ids] .o_data_row:contains('Tour battery'):contains('14'):contains('No living asset')",
    },
    {
      content: "Read which job is cancelled",
      trigger:
        ".modal .o_field_widget[name=job_ids] .o_data_row:contains('Tour inspection')",
    },
    {
      content: "Read which request for quotation is too much",
      trigger:
        ".modal .o_field_widget[name=order_ids] .o_data_row:contains('Tour battery'):contains('RFQ')",
    },
    {
      content: "Tick the dead parts",
      trigger: ".modal .o_field_widget[name=ticks_dead] input",
      run: "click",
    },
    {
      content: "They are ticked",
      trigger: ".modal [name=part_ids] .o_data_row [name=is_chosen] input:checked",
    },
    {
      content: "Choose what becomes of them",
      trigger: ".modal [name=part_ids] .o_data_row [name=kind]",
      run: "click",
    },
    {
      content: "Open the choices",
      trigger: ".modal [name=part_ids] .o_selected_row [name=kind] input",
      run: "click",
    },
    {
      content: "Scrap",
      trigger: ".o_field_selection_menu .o_select_menu_item:contains('Scrap')",
      run: "click",
    },
    {
      content: "Retire",
      trigger: ".modal button[name=action_apply]",
      run: "click",
    },
    {
      content: "The dispositions open",
      trigger: ".o_breadcrumb:contains('Dispositions')",
    },
    {
      content: "With the batteries",
      trigger: ".o_data_row:contains('Tour battery')",
    },
  ],
});
