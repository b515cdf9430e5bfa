// Made from src/search/client in casebook’s repository, where it can be read.
var e=document.querySelector("[data-back]"),{referrer:n}=document,[t]=n.split("?");e&&t?.startsWith(`${location.origin}/`)&&t.endsWith("/search/")&&(e.href=n,e.hidden=!1);
