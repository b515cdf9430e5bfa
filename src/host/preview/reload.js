// Reloads the page when the library has changed, renews the panel when a check has found something,
// and keeps the panel closed if the author closed it.
{
  const mine = new URL(document.currentScript.src).search.slice(1);
  let shown = mine;
  let changes;

  // A browser opens at most six connections to a host, and each tab that listens uses one.
  const listen = () => {
    changes?.close();
    if (document.hidden) return;
    changes = new EventSource('/_casebook/changes');
    changes.onmessage = ({ data }) => {
      const [site] = data.split('-');
      if (site !== mine.split('-')[0]) location.reload();
      else if (data !== shown) renew(data);
    };
  };
  document.addEventListener('visibilitychange', listen);
  listen();

  const find = () => document.querySelector('aside._casebook');

  const renew = async (version) => {
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('aside._casebook');
    const old = find();
    const focus = old?.contains(document.activeElement);
    old?.remove();
    if (fresh) document.body.append(fresh);
    if (focus) fresh?.querySelector('summary').focus();
    shown = version;
    prepare();
  };

  const prepare = () => {
    const details = find()?.querySelector('details');
    if (!details) return;
    const text = details.textContent;
    if (sessionStorage.getItem('_casebook') === text) details.open = false;
    details.addEventListener('toggle', () => {
      if (details.open) sessionStorage.removeItem('_casebook');
      else sessionStorage.setItem('_casebook', text);
    });
  };
  prepare();
}
