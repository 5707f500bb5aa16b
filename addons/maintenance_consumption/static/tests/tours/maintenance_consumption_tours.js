import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {choose, press} from "@maintenance_consumption/../tests/tours/tour_helpers";

function scan(code) {
  return {
    content: `Scan ${code}`,
    trigger: ".modal .o_field_widget[name=scan] input",
    run: `edit ${code} && press Enter`,
  };
}

function isListed(quantity) {
  return {
    content: `${quantity} of the part`,
    trigger: `.modal .o_data_row:contains('Tour filter') [name=quantity]:contains('${quantity}')`,
  };
}

const openParts = {
  content: "Look at the parts",
  trigger: ".nav-link[name=parts]",
  run: "click",
};

registry.category("web_tour.tours").add("maintenance_consumption_job", {
  steps: () => [
    openParts,
    press("button_propose_parts", "Let the parts of the BOM be proposed"),
    {
      content: "They are there",
      trigger: ".o_field_widget[name=part_ids] .o_data_row:contains('Tour filter')",
    },
    {
      content: "The light is green",
      trigger: ".o_field_widget[name=parts_state]:contains('Ready')",
    },
    {
      content: "Add a part that is not on the BOM",
      trigger: ".o_field_widget[name=part_ids] a:contains('Add a part')",
      run: "click",
    },
    ...choose("product_id", "Tour tape", ".o_selected_row"),
    ...stepUtils.saveForm(),
    press("action_reserve_parts", "Set them aside"),
    {
      content: "There is a document",
      trigger: "button[name=action_view_pickings]:contains('1')",
    },
    press("button_issue_parts", "Take them"),
    {
      content: "They are issued",
      trigger: ".o_field_widget[name=parts_state]:contains('Issued')",
    },
    {
      content: "One was not used: give it back",
      trigger: "button:contains('Return Parts')",
      run: "click",
    },
    {
      content: "Of the filters",
      trigger: ".modal .o_data_row:contains('Tour filter') [name=quantity]",
      run: "click",
    },
    {
      content: "One comes back",
      trigger: ".modal .o_selected_row [name=quantity] input",
      run: "edit 1",
    },
    {
      content: "Return it",
      trigger: ".modal footer button[name=action_apply]",
      run: "click",
    },
    {
      content: "The job has what it needs",
      trigger:
        "body:not(:has(.modal)) .o_field_widget[name=parts_state]:contains('Issued')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_consumption_finish", {
  steps: () => [
    press("button_finish_as_planned", "Used as planned, finish"),
    {
      content: "What is not in stock is named",
      trigger: ".modal .o_data_row:contains('Tour gasket'):contains('Not ordered')",
    },
    {
      content: "The others are issued",
      trigger: ".modal footer button[name=action_issue_available]",
      run: "click",
    },
    {
      content: "What is missing is named",
      trigger: ".o_notification:contains('Tour gasket')",
    },
    {
      content: "The job stays open",
      trigger: "button[name=button_finish_as_planned]",
    },
    openParts,
    {
      content: "The filter is issued",
      trigger:
        ".o_field_widget[name=part_ids] .o_data_row:contains('Tour filter') [name=availability]:contains('Issued')",
    },
  ],
});

registry.category("web_tour.tours").add("maintenance_consumption_quick_issue", {
  steps: () => [
    scan("TOUR-ASSET"),
    {
      content: "The asset is found",
      trigger:
        ".modal .o_field_widget[name=equipment_id] input:value('[TOUR-ASSET] Tour asset')",
    },
    scan("4006381333931"),
    isListed(1),
    scan("4006381333931"),
    isListed(2),
    {
      content: "Take them",
      trigger: ".modal footer button[name=action_issue]",
      run: "click",
    },
    {
      content: "They are issued",
      trigger: ".o_notification:contains('Tour filter')",
    },
    {
      content: "The dialog is closed",
      trigger: "body:not(:has(.modal))",
    },
  ],
});
