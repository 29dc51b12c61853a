// Opens GraphiQL on the hub's endpoint, with the hub's example queries.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { fetchExamples } from './examples.js';
import { examplesPlugin } from './examples-plugin.jsx';
import { isFirstVisit, rememberFirstTab, storage } from './storage.js';
import { SystemTheme } from './system-theme.jsx';
import { welcome } from './welcome.js';

const element = document.getElementById('graphiql');
const url = element.dataset.endpoint;
const examples = await fetchExamples('graphiql/examples.json');

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
let firstPlugin;
let tabs;
if (examples.length > 0) {
  const plugin = examplesPlugin(examples);
  plugins.unshift(plugin);
  tabs = examples.map(({ query, variables }) => ({ query, variables }));
  // Later visits belong to the user: their tabs, and the pane they left open.
  if (isFirstVisit()) {
    firstPlugin = plugin;
    rememberFirstTab(tabs[0]);
  }
}

createRoot(element).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url })}
    plugins={plugins}
    visiblePlugin={firstPlugin}
    defaultTabs={tabs}
    defaultQuery={welcome}
    defaultEditorToolsVisibility="variables"
    storage={storage}
    shouldPersistHeaders={false}
    schemaDescription
    inputValueDeprecation
  >
    <GraphiQL.Logo>Activity Hub</GraphiQL.Logo>
    <SystemTheme />
  </GraphiQL>,
);
