// What the browser remembers between visits: tabs, history, theme, layout.
//
// Never request headers. GraphiQL leaves them out of its tabs, but its history
// stores them with every operation, and a header is where a token goes.
import { createLocalStorage } from '@graphiql/toolkit';

const local = createLocalStorage({ namespace: 'activityhub' });

const withHeaders = new Set(['graphiql:queries', 'graphiql:favorites', 'graphiql:tabState']);

// storage is local storage under a name of the hub's own, without headers.
export const storage = {
  getItem: local.getItem,
  removeItem: local.removeItem,
  clear: local.clear,
  get length() {
    return local.length;
  },
  setItem(key, value) {
    if (key === 'graphiql:headers') {
      return;
    }
    local.setItem(key, withHeaders.has(key) ? dropHeaders(value) : value);
  },
};

function dropHeaders(json) {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === 'headers' ? null : value));
}

// isFirstVisit reports whether this browser has no tabs of the hub's yet.
export function isFirstVisit() {
  return storage.getItem('graphiql:tabState') === null;
}

// rememberFirstTab makes tab the content of the editors. GraphiQL fills them
// from here and not from its default tabs, whose variables it would lose.
export function rememberFirstTab({ query, variables }) {
  storage.setItem('graphiql:query', query);
  storage.setItem('graphiql:variables', variables);
}
