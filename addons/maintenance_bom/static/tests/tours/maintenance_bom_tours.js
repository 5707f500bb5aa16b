import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

function choose(field, text, row = "") {
  const scope = `${row} .o_field_widget[name=${field}]`;
  return [
    {
      content: `Type “${text}” into ${field}`,
      trigger: `${scope} input`,
      run: `edit ${text}`,
    },
    {
      content: `Choose “${text}”`,
      trigger: `.o-autocomplete--dropdown-item:contains("${text}"):not(:contains("Create"))`,
      run: "click",
    },
  ];
}

function addPart(text, number) {
  // until the new row is there, the one before it is the selected one
  const row = `.o_field_widget[name=line_ids] .o_data_row:eq(${number - 1})`;
  return [
    {
      content: "Add a line",
      trigger: ".o_field_widget[name=line_ids] a:contains('Add a part')",
      run: "click",
    },
    ...choose("product_id", text, `${row}.o_selected_row`),
  ];
}

registry.category("web_tour.tours").add("maintenance_bom_create", {
  steps: () => [
    {
      content: "Create a BOM",
      trigger: ".o_list_button_add",
      run: "click",
    },
    {
      content: "Name the asset type",
      trigger: ".o_field_widget[name=name] input",
      run: "edit Tour saw",
    },
    ...addPart("Tour blade", 1),
    {
      content: "Three blades",
      trigger: ".o_selected_row .o_field_widget[name=quantity] input",
      run: "edit 3",
    },
    ...addPart("Tour belt", 2),
    ...stepUtils.saveForm(),
  ],
});

registry.category("web_tour.tours").add("maintenance_bom_attach_and_exclude", {
  steps: () => [
    ...choose("bom_id", "Tour saw"),
    ...stepUtils.saveForm(),
    {
      content: "Look at the parts",
      trigger: ".nav-link[name=parts]",
      run: "click",
    },
    {
      content: "The blade is inherited",
      trigger: ".o_field_widget[name=part_ids] .o_data_row:contains('Tour blade')",
    },
    {
      content: "Exclude the belt here",
      trigger:
        ".o_field_widget[name=part_ids] .o_data_row:contains('Tour belt') button[name=button_exclude_here]",
      run: "click",
    },
    {
      content: "Say why",
      trigger: ".modal .o_field_widget[name=note] textarea:visible",
      run: "edit It has a chain",
    },
    {
      content: "Save it",
      trigger: ".modal .o_form_button_save",
      run: "click",
    },
    {
      content: "The belt is gone from the parts",
      trigger:
        ".o_field_widget[name=part_ids]:not(:contains('Tour belt')) .o_data_row:contains('Tour blade')",
    },
    {
      content: "There is an own line about it",
      trigger: ".o_field_widget[name=own_line_ids] .o_data_row:contains('Tour belt')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_bom_where_used", {
  steps: () => [
    {
      content: "The part is used on one asset; open it",
      trigger: "button[name=action_view_where_used]:contains('1')",
      run: "click",
    },
    {
      content: "The asset is listed with its position",
      trigger: ".o_list_view .o_data_row:contains('Tour asset'):contains('Tour blade')",
    },
  ],
});
