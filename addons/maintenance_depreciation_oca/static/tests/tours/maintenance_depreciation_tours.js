import {registry} from "@web/core/registry";
import {choose} from "@maintenance_consumption/../tests/tours/tour_helpers";

registry.category("web_tour.tours").add("maintenance_depreciation_confirm", {
  steps: () => [
    {
      content: "The engine waits for the accountant",
      trigger: ".o_data_row:contains('Tour engine'):contains('To Confirm')",
    },
    {
      content: "It is to be depreciated",
      trigger: ".o_data_row:contains('Tour engine') td[name=asset_profile_id]",
      run: "click",
    },
    ...choose("asset_profile_id", "Machines, five years", ".o_selected_row"),
    {
      content: "Confirm it",
      trigger: ".o_selected_row button[name=action_confirm]",
      run: "click",
    },
    {
      content: "Nothing waits any more",
      trigger: ".o_list_view:not(:has(.o_data_row:contains('Tour engine')))",
    },
    {
      content: "Look at the fixed assets",
      trigger: "[data-menu-xmlid='account_asset_management.menu_finance_assets']",
      run: "click",
    },
    {
      content: "All of them",
      trigger: "[data-menu-xmlid='account_asset_management.account_asset_menu']",
      run: "click",
    },
    {
      content: "The engine is one of them, and of the truck",
      trigger:
        ".o_data_row:contains('Tour engine') td[name=equipment_id]:contains('Truck 0')",
    },
  ],
});
