// The pane that lists the hub's example queries, and opens them.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

// examplesPlugin is the GraphiQL plugin of examples.
export function examplesPlugin(examples) {
  return {
    title: 'Examples',
    icon: BookIcon,
    content: () => <Examples examples={examples} />,
  };
}

function Examples({ examples }) {
  const open = useOpen();
  return (
    <section className="activityhub-examples" aria-label="Examples">
      <div className="graphiql-doc-explorer-title">Examples</div>
      <p>Each opens in a tab of its own. Change it as you like; the example stays here.</p>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" className="graphiql-un-styled" onClick={() => open(example)}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

// useOpen gives a function that shows an example: in the tab that holds it
// unchanged, or else in a new one, so that no tab of the user's is overwritten.
function useOpen() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL((state) => ({
    tabs: state.tabs,
    activeTabIndex: state.activeTabIndex,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  return ({ query, variables }) => {
    const same = (tab) => tab.query === query && (tab.variables ?? '') === variables;
    if (same(tabs[activeTabIndex])) {
      return;
    }
    const index = tabs.findIndex(same);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
  };
}

function BookIcon() {
  return (
    <svg width="1em" height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path strokeLinecap="round" strokeLinejoin="round" d="M9 18h6M10 21h4M8.500 14.500A6.500 6.500 0 1 1 15.500 14.500c-.6.5-.9 1.100-.9 1.800v.2H9.400v-.2c0-.7-.3-1.300-.9-1.800Z" />
    </svg>
  );
}
