import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles/tokens.css";
import "./styles/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app";
import { startTexts } from "./i18n";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no place for the app");
void startTexts().then(() => createRoot(root).render(<StrictMode><App /></StrictMode>));
