import { Component, type ReactNode } from "react";

import { Failed } from "@/kit/states";

/** Keeps the frame standing when a page falls. */
export class Failing extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? <Failed error={error} retry={() => this.setState({ error: null })} /> : this.props.children;
  }
}
