import {registry} from "@web/core/registry";

const FORM = ".o_form_view";

/**
 * Choose the workbook that the test has put at an address, as a person would do it.
 */
async function chooseWorkbook(address) {
  const answer = await fetch(address);
  const file = new File([await answer.blob()], "fleet.xlsx");
  const transfer = new DataTransfer();
  transfer.items.add(file);
  const input = document.querySelector(`${FORM} [name=file] input[type=file]`);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
}

function press(name, text, where = FORM) {
  return {
    content: text,
    trigger: `${where} button[name=${name}]:contains("${text}")`,
    run: "click",
  };
}

function openTile(text, count) {
  return {
    content: `${count} ${text}`,
    trigger: `[name=counts] button:contains("${text}"):contains("${count}")`,
    run: "click",
  };
}

const BACK = {
  content: "Back to the upload",
  trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:contains('fleet.xlsx') a",
  run: "click",
};

registry.category("web_tour.tours").add("maintenance_register_upload", {
  steps: () => [
    {
      content: "Open the register",
      trigger: ".o_data_row .o_data_cell:contains('Tour fleet')",
      run: "click",
    },
    press("action_upload", "Upload a Workbook"),
    {
      content: "Choose the workbook",
      trigger: `${FORM} [name=file] .o_select_file_button`,
      run: () => chooseWorkbook("/maintenance_register_tour/fleet.xlsx"),
    },
    {
      content: "It is chosen",
      trigger: `${FORM} [name=file] input.o_input:value(fleet.xlsx)`,
    },
    press("action_look", "Open the Workbook"),
    {
      content: "The tag is the key and the code",
      trigger:
        "[name=column_ids] .o_data_row:contains('Asset Tag'):contains('Asset Code'):contains('T-1') .o_upload_key",
    },
    {
      content: "Nobody knows yet what the colour is",
      trigger: "[name=column_ids] .o_data_row:contains('Colour') [name=value]",
      run: "click",
    },
    {
      content: "Its choices open",
      trigger: "[name=column_ids] .o_selected_row [name=value] input",
      run: "click",
    },
    {
      content: "It is read as the note",
      trigger:
        ".o-dropdown-item:contains('Note'), .o_select_menu_item:contains('Note')",
      run: "click",
    },
    press("action_compare", "Compare"),
    openTile("Changed", "1"),
    {
      content: "The old value and the new one are shown",
      trigger:
        ".o_data_row:contains('T-2') .o_register_changes:contains('Model'):contains('S7'):contains('S8')",
    },
    BACK,
    openTile("Rejected", "1"),
    {
      content: "The reason names the cell",
      trigger: ".o_data_row:contains('T-4'):contains('cheap'):contains('no amount')",
    },
    BACK,
    press("action_apply", "Apply All"),
    {
      content: "Yes, go on",
      trigger: ".modal .modal-footer .btn-primary",
      run: "click",
    },
    press("action_open_conflicts", "Resolve Conflicts"),
    {
      content: "Take what the register says",
      trigger:
        ".o_data_row:contains('ours'):contains('theirs') button[name=action_take_register]",
      run: "click",
    },
    {
      content: "Nothing is open any more",
      trigger: ".o_list_view:not(:has(.o_data_row:contains('theirs')))",
    },
  ],
});
