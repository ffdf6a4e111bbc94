import { createGraphiQLFetcher } from "@graphiql/toolkit";

const SOCKET_URL = Object.assign(new URL("/graphql", location), { protocol: location.protocol.replace("http", "ws") });

/** Queries and mutations go as POST to /graphql; subscriptions over a websocket to the same path, with the headers as its first message. */
export const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  subscriptionUrl: SOCKET_URL.href,
  enableIncrementalDelivery: false,
  fetch: fetchJson,
});

async function fetchJson(url, options) {
  const response = await fetch(url, options);
  if (response.headers.get("content-type")?.includes("json")) return response;
  throw new Error(`${response.status} ${response.statusText}: ${await response.text()}`);
}
