import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// milliseconds between two looks at an upload that is at work
const PAUSE = 2000;

/**
 * What a row changes: for each field its name, the value before and the new one; and
 * the reason, if nothing or not all of it is applied.
 */
export class RegisterChanges extends Component {
  static template = "maintenance_register.RegisterChanges";
  static props = {...standardFieldProps};

  get changes() {
    return this.props.record.data[this.props.name] || [];
  }

  get isAllNew() {
    return this.changes.every((change) => !change.old && !change.is_disputed);
  }

  get reason() {
    return this.props.record.data.reason;
  }
}

/**
 * How far an upload is, as a bar that moves by itself.
 */
export class UploadProgress extends Component {
  static template = "maintenance_register.UploadProgress";
  static props = {...standardFieldProps};

  setup() {
    let timer = null;
    const look = async () => {
      await this.props.record.load();
      timer = browser.setTimeout(look, PAUSE);
    };
    onMounted(() => {
      timer = browser.setTimeout(look, PAUSE);
    });
    onWillUnmount(() => browser.clearTimeout(timer));
  }

  get percent() {
    return this.props.record.data[this.props.name];
  }
}

registry.category("fields").add("register_changes", {
  component: RegisterChanges,
  supportedTypes: ["json"],
  fieldDependencies: [{name: "reason", type: "char"}],
});
registry.category("fields").add("register_upload_progress", {
  component: UploadProgress,
  supportedTypes: ["integer"],
});
