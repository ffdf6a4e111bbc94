/** What /tabs.json says: whether the register is the demonstration, and the tabs of a first visit. A service without it has neither. */
export async function fetchStarters() {
  const response = await fetch("/tabs.json");
  const { demo = false, tabs = [] } = response.ok ? await response.json() : {};
  return { isDemo: demo, tabs: tabs.map(starterTab) };
}

/**
 * A tab for GraphiQL: the title is its first line, because GraphiQL names a tab after its operation only.
 * `name`, where given, renames the operation, so that two tabs of one operation differ.
 */
function starterTab({ title, query, variables, name }) {
  const named = name ? query.replace(/^(query|mutation|subscription)\s+\w+/m, `$1 ${name}`) : query;
  return { query: `# ${title}\n${named}`, variables: JSON.stringify(variables ?? {}, null, 2) };
}
