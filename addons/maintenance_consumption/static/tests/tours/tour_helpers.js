export function choose(field, text, scope = "") {
  return [
    {
      content: `Type “${text}” into ${field}`,
      trigger: `${scope} .o_field_widget[name=${field}] input`,
      run: `edit ${text}`,
    },
    {
      content: `Choose “${text}”`,
      trigger: `.o-autocomplete--dropdown-item:contains("${text}"):not(:contains("Create"))`,
      run: "click",
    },
  ];
}

export function press(name, content) {
  return {
    content,
    trigger: `button[name=${name}]:enabled`,
    run: "click",
  };
}
