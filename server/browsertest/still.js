// Is the element that the selector finds where a click would hit it? It must be
// visible, with nothing in front of it, and not have moved since the last frame:
// a dialog that is still sliding in takes no clicks where it was.
(selector) => {
  const element = selector.startsWith('/')
    ? document.evaluate(selector, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue
    : document.querySelector(selector);
  if (!element) {
    return false;
  }
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { x, y, width, height } = element.getBoundingClientRect();
  const now = [selector, x, y, width, height].join(' ');
  const before = window.browsertestPlace;
  window.browsertestPlace = now;
  return now === before && element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}
