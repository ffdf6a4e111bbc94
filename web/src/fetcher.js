/** Sends an operation as POST to /graphql. An answer that is not JSON is shown with its status. */
export async function fetcher(operation, { headers } = {}) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(operation),
  });
  if (response.headers.get("content-type")?.includes("json")) return response.json();
  throw new Error(`${response.status} ${response.statusText}: ${await response.text()}`);
}
