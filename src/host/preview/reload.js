// Loads the page again when the library has changed, and keeps the panel closed once it was closed.
{
  const mine = new URL(document.currentScript.src).search.slice(1);
  let changes;

  // A browser opens six connections to a host at most, and each tab that listens holds one.
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
    const said = panel.textContent;
    if (sessionStorage.getItem('_casebook') === said) panel.open = false;
    panel.addEventListener('toggle', () => {
      if (panel.open) sessionStorage.removeItem('_casebook');
      else sessionStorage.setItem('_casebook', said);
    });
  }
}
