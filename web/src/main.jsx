import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher.js";
import { loadFont } from "./monaco.js";
import { fetchStarters } from "./starters.js";
// The parts of graphiql/style.css, without its copy of Monaco's styles and its fonts.
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/plugin-explorer/style.css";
import "graphiql/graphiql.css";
import "./page.css";

const PLUGINS = [explorerPlugin(), HISTORY_PLUGIN];

function Page({ isDemo, tabs }) {
  return (
    <>
      {isDemo && (
        <p className="banner">
          <span lang="vi">Dữ liệu minh họa: doanh nghiệp và người là hư cấu</span> ·{" "}
          <span>Demonstration data: firms and persons are invented</span>
        </p>
      )}
      <GraphiQL
        fetcher={fetcher}
        plugins={PLUGINS}
        defaultTabs={tabs.length > 0 ? tabs : undefined}
        {...activeTab(tabs)}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled
        shouldPersistHeaders
      >
        <GraphiQL.Logo>
          <img src="/static/favicon.svg" alt="" /> Lienket
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

/**
 * What the editors show first, where there is a tab. Left alone, GraphiQL forgets the variables of the first default tab, and a reload
 * with headers adds an empty tab: see getDefaultTabState of @graphiql/react.
 */
function activeTab(tabs) {
  const stored = JSON.parse(localStorage.getItem("graphiql:tabState"));
  const tab = stored ? stored.tabs[stored.activeTabIndex] : tabs[0];
  return tab && { initialQuery: tab.query ?? "", initialVariables: tab.variables ?? "", initialHeaders: tab.headers ?? "" };
}

const [starters] = await Promise.all([fetchStarters(), loadFont()]);
createRoot(document.getElementById("page")).render(<Page {...starters} />);
