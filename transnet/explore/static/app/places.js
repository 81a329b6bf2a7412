// Where the state of the page stands in the browser: in the address, or nowhere.

/** Return the place of a page from a server: the query of its address. */
export function queryPlace() {
  const { location, history } = window;
  const address = (query) => location.pathname + (query && `?${query}`);
  return placeOf(() => location.search, address, history);
}

/** Return the place of a page from a file: what follows the # of its address. */
export function fragmentPlace() {
  const { location, history } = window;
  const address = (query) => location.href.split("#")[0] + (query && `#${query}`);
  return placeOf(() => location.hash.slice(1), address, history);
}

/** Return no place, for a page in a frame: its address isn't its own. */
export const noPlace = () => ({ read: () => "", write: () => null, heard: () => null, isShared: false });

function placeOf(read, address, history) {
  return {
    read,
    isShared: true,
    write(query, replace) {
      if (replace) history.replaceState(null, "", address(query));
      else history.pushState(null, "", address(query));
    },
    heard: (listener) => window.addEventListener("popstate", listener),
  };
}
