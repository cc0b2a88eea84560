import { Trans } from "@lingui/react/macro";
import { Component, type ReactNode } from "react";
import { Message } from "../controls/message.tsx";

/** Shows a message in place of a page that failed. After an update of the service, a page's files may be gone: loading it anew mends that. */
export class Broken extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const again = (
      <button type="button" className="btn quiet s act" onClick={() => location.reload()}>
        <Trans>Load the page again</Trans>
      </button>
    );
    return (
      <Message kind="bad" role="alert" title={<Trans>This page could not be shown</Trans>} act={again}>
        <p>
          <Trans>The service may have been updated since you opened it.</Trans>
        </p>
      </Message>
    );
  }
}
