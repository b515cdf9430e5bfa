// Reloads the page when the library has changed, and keeps the panel closed if the author closed it.
{
  const mine = new URL(document.currentScript.src).search.slice(1);
  let changes;

  // A browser opens at most six connections to a host, and each tab that listens uses one.
  const listen = () => {
    changes?.close();
    if (document.hidden) return;
    changes = new EventSource('/_casebook/changes');
    changes.onmessage = ({ data }) => {
      if (data !== mine) location.reload();
    };
  };
  document.addEventListener('visibilitychange', listen);
  listen();

  const panel = document.querySelector('._casebook details');
  if (panel) {
    const text = panel.textContent;
    if (sessionStorage.getItem('_casebook') === text) panel.open = false;
    panel.addEventListener('toggle', () => {
      if (panel.open) sessionStorage.removeItem('_casebook');
      else sessionStorage.setItem('_casebook', text);
    });
  }
}
