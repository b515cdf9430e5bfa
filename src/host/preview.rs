//! Requests from the author's own computer into pages of a site as it is now.
//!
//! A page is made when it is asked for, on a thread of its own; the site it is made of does not
//! change meanwhile, since the next one takes its place only as a whole. What may be asked for is
//! what the site's plan names, and nothing else: no path of a request is ever looked for on the
//! disk.

mod page;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use percent_encoding::percent_decode_str;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;
use tower_http::services::ServeFile;

use super::pictures;
use super::read::inside;
use crate::compile::Inputs;
use crate::render::{Content, Site};
use crate::report::{self, Finding, Format};

pub use page::{MOST, Panel};

/// A site that is looked at, with what it was made of.
pub struct Library {
    pub inputs: Inputs,
    pub site: Site,
    /// The files of the search, once somebody searches: they take longer than all the rest.
    index: OnceLock<Vec<(String, Vec<u8>)>>,
}

impl Library {
    pub fn new(inputs: Inputs, site: Site) -> Library {
        Library {
            inputs,
            site,
            index: OnceLock::new(),
        }
    }
}

/// What is shown from one change to the next.
#[derive(Clone)]
pub struct Shown {
    pub library: Arc<Library>,
    /// What there is to say of it.
    pub panel: Panel,
    /// Never the same twice, so that a page can tell whether it is the latest.
    pub version: u64,
}

/// Takes a port of this computer that no other one can reach; 0 is any that is free.
///
/// # Errors
///
/// Fails where another program has the port, or the system does not give it to this one.
pub fn listener(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers requests until the program ends.
///
/// # Errors
///
/// Fails where the system takes the listener back.
pub fn answer(listener: TcpListener, root: &Path, shown: watch::Receiver<Shown>) -> io::Result<()> {
    let root = root.canonicalize()?;
    let routes = Router::new()
        .fallback(respond)
        .with_state(Arc::new(Preview { root, shown }))
        .layer(middleware::map_response(with_headers))
        .layer(middleware::from_fn(only_own));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .build()?;
    runtime
        .block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener)?, routes).await })
}

struct Preview {
    /// The library's folder as the system names it.
    root: PathBuf,
    shown: watch::Receiver<Shown>,
}

/// Refuses what another website sends here.
///
/// A website can have its own name lead to this computer (DNS rebinding) and would then read, in
/// the author's browser, what is not published yet. But the browser says which name it asked.
async fn only_own(request: Request, next: middleware::Next) -> Response {
    let mut named = request.headers().get_all(HOST).iter();
    let host = named
        .next()
        .is_some_and(|host| host.to_str().is_ok_and(is_own));
    let address = request
        .uri()
        .authority()
        .is_none_or(|authority| is_own(authority.as_str()));
    match host && named.next().is_none() && address {
        true => next.run(request).await,
        false => (
            StatusCode::FORBIDDEN,
            "casebook serve answers to localhost alone\n",
        )
            .into_response(),
    }
}

/// Whether a host, with or without its port, is this computer.
fn is_own(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let own = ["localhost", "127.0.0.1", "[::1]"];
    own.iter()
        .any(|own| own.eq_ignore_ascii_case(authority.host()))
        && !host.contains('@')
}

async fn with_headers(mut response: Response) -> Response {
    // The next page may be another one, under the same address.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn respond(State(preview): State<Arc<Preview>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, "a preview is only read\n").into_response();
    }
    match request.uri().path() {
        page::CHANGES => return changes(preview.shown.clone()),
        page::SCRIPT => return typed("reload.js", include_str!("preview/reload.js")),
        page::STYLE => return typed("panel.css", include_str!("preview/panel.css")),
        _ => {}
    }
    let shown = preview.shown.borrow().clone();
    let path = request.uri().path().to_owned();
    let root = preview.root.clone();
    let made = tokio::task::spawn_blocking(move || made(&root, &shown, &path)).await;
    match made.expect("making a page does not fail") {
        Made::Page(status, html) => (status, typed("index.html", html)).into_response(),
        Made::Bytes(name, bytes) => typed(&name, bytes),
        Made::Elsewhere(address) => {
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, address)]).into_response()
        }
        Made::File(path) => copied(&preview.root, &path, request).await,
    }
}

/// Says the version of what is shown, now and after each change.
fn changes(shown: watch::Receiver<Shown>) -> Response {
    let versions =
        WatchStream::new(shown).map(|shown| Event::default().data(shown.version.to_string()));
    Sse::new(versions.map(Ok::<_, Infallible>))
        .keep_alive(KeepAlive::default())
        .into_response()
}

fn typed(name: &str, body: impl Into<Body>) -> Response {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == "text" && kind.get_param("charset").is_none();
    let kind = if text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    ([(CONTENT_TYPE, kind)], body.into()).into_response()
}

/// A file of the library, as it is on the disk now: its place may have been taken by a link that
/// leads out since it was read.
async fn copied(root: &Path, path: &str, request: Request) -> Response {
    let inside = inside(root, path);
    let gone = || (StatusCode::NOT_FOUND, "the file is not there any more\n").into_response();
    let Some(path) = inside else { return gone() };
    ServeFile::new(path)
        .try_call(request)
        .await
        .map_or_else(|_| gone(), IntoResponse::into_response)
}

/// What there is at an address.
#[derive(Debug, PartialEq, Eq)]
enum Made {
    Page(StatusCode, String),
    /// With a name that ends as its kind does.
    Bytes(String, Vec<u8>),
    /// Somewhere else, which is told.
    Elsewhere(String),
    /// A file that is copied, by its path below the library's root.
    File(String),
}

fn made(root: &Path, shown: &Shown, path: &str) -> Made {
    let Library { site, index, .. } = &*shown.library;
    let base = site.base();
    if path == "/" && base != "/" {
        return Made::Elsewhere(base.to_owned());
    }
    let inside = path
        .strip_prefix(base)
        .and_then(|path| percent_decode_str(path).decode_utf8().ok());
    let Some(inside) = inside else {
        return not_found(root, shown);
    };
    let at = |path: &str| site.paths().position(|known| known == path);
    let page = if inside.is_empty() || inside.ends_with('/') {
        format!("{inside}index.html")
    } else {
        inside.to_string()
    };
    if let Some(number) = at(&page) {
        return content(root, shown, number, &page, StatusCode::OK);
    }
    if at(&format!("{inside}/index.html")).is_some() {
        return Made::Elsewhere(format!("{path}/"));
    }
    if site.is_of_index(&inside) {
        let files = index.get_or_init(|| site.index());
        if let Some((name, bytes)) = files.iter().find(|(name, _)| *name == inside) {
            return Made::Bytes(name.clone(), bytes.clone());
        }
    }
    not_found(root, shown)
}

fn not_found(root: &Path, shown: &Shown) -> Made {
    let mut paths = shown.library.site.paths();
    let number = paths
        .position(|path| path == "404.html")
        .expect("every site has a page for what is not there");
    content(root, shown, number, "404.html", StatusCode::NOT_FOUND)
}

fn content(root: &Path, shown: &Shown, number: usize, path: &str, status: StatusCode) -> Made {
    match shown.library.site.content(number) {
        Ok(Content::File(path)) => Made::File(path.to_owned()),
        Ok(Content::Smaller { of, size }) => match pictures::one(root, of, size) {
            Some(bytes) => Made::Bytes(path.to_owned(), bytes),
            // Whoever looks sees what a browser can make of it.
            None => Made::File(of.path.to_owned()),
        },
        Ok(Content::Bytes(bytes)) if path.ends_with(".html") => Made::Page(
            status,
            page::shown(
                &String::from_utf8_lossy(&bytes),
                &shown.panel,
                shown.version,
            ),
        ),
        Ok(Content::Bytes(bytes)) => Made::Bytes(path.to_owned(), bytes.into_owned()),
        Err(finding) => {
            let said = said(&finding, &shown.library.inputs);
            Made::Page(
                StatusCode::INTERNAL_SERVER_ERROR,
                page::failed(&said, &shown.panel, shown.version),
            )
        }
    }
}

/// A finding as in a terminal without colours.
fn said(finding: &Finding, inputs: &Inputs) -> String {
    let finding = std::slice::from_ref(finding);
    report::show(finding, Format::Human { colour: false }, "", &|path| {
        inputs.text(path)
    })
}
