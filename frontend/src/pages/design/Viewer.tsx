import "@google/model-viewer";

import { createElement, useEffect, useRef } from "react";

import style from "./design.module.css";

/** A model that can be turned and, on a phone, stood in the room. Loaded only where a model is shown. */
export default function Viewer({ glb, usdz, poster, alt, onFailed }: { glb: string; usdz: string; poster: string; alt: string; onFailed: () => void }) {
  const viewer = useRef<HTMLElement>(null);
  const failed = useRef(onFailed);
  failed.current = onFailed;
  useEffect(() => {
    const element = viewer.current;
    const fail = () => failed.current();
    element?.addEventListener("error", fail);
    return () => element?.removeEventListener("error", fail);
  }, []);
  return createElement("model-viewer", {
    ref: viewer, class: style.viewer, src: glb, "ios-src": usdz, poster, alt, ar: "", "ar-modes": "webxr scene-viewer quick-look", "camera-controls": "",
    "touch-action": "pan-y", "shadow-intensity": "0.6", exposure: "0.7", "interaction-prompt": "none",
  });
}
