// GraphiQL against this server's own `/graphql`: nothing comes from, and nothing goes to, anywhere else.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./developer.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { FIRST_QUERY, HEADERS } from "./texts.js";

/** Cookies are left out: only the bearer token pasted under Headers says who asks. */
async function fetcher(request, { headers } = {}) {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { accept: "application/graphql-response+json, application/json;q=0.9", "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
    cache: "no-store",
    credentials: "omit",
  });
  if (!/\bjson\b/.test(answer.headers.get("content-type") ?? "")) throw new Error(`The server answered ${answer.status} without JSON.`);
  return answer.json();
}

// No history plug-in and no kept headers: both write bearer tokens to disk. Tabs last as long as the browser's own tab.
createRoot(document.getElementById("root")).render(
  <GraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    plugins={[]}
    shouldPersistHeaders={false}
    defaultEditorToolsVisibility="headers"
    defaultHeaders={HEADERS}
    defaultQuery={FIRST_QUERY}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <span className="developer-title">National Survey API</span>
      <a className="developer-schema" href="/developer/schema.graphql">
        schema.graphql
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
