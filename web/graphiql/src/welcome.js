// The first tab of a hub that offers no example queries.
export const welcome = `# Activity Hub: customer profiles, one query away.
#
# Ctrl-Space completes, Ctrl-Enter runs. The book on the left documents every
# field. A token goes under Headers below, as {"Authorization": "Bearer …"};
# headers are forgotten when the page is closed.

query Profile {
  profile(identity: { namespace: "Email", id: "ada@example.com" }) {
    id
    lastModifiedAt
  }
}
`;
