// Reads the hub's example queries and gives them the shape of GraphiQL's tabs.

// fetchExamples answers with the examples at url: title, query, variables (JSON
// text). GraphiQL is of use without them, so a failure gives none, and says so.
export async function fetchExamples(url) {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    return (await response.json()).map(toTab);
  } catch (error) {
    console.warn('The example queries could not be loaded.', error);
    return [];
  }
}

// toTab puts the title above the query, for a tab shows the operation's name.
function toTab({ title, query, variables }) {
  return {
    title,
    query: query.startsWith('#') ? query : `# ${title}\n${query}`,
    variables: variables ? JSON.stringify(variables, null, 2) : '',
  };
}
