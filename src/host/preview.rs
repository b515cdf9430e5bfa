//! Requests from the author's browser into pages of the site as it is now.
//!
//! Each page is rendered when it is requested, on a thread of its own. Its site does not change
//! while that happens, because a new site replaces the old one as a whole. Only files in the site's
//! plan are served: the path of a request is never looked up on the disk.

mod copied;
mod headers;
mod page;
mod panel;

use std::convert::Infallible;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use tokio::sync::{Semaphore, watch};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::cache::DiskCache;
use super::folder::Folder;
use super::pictures;
use crate::compile::Inputs;
use crate::render::{Content, Site};
use crate::report;
use crate::source::FilePath;

pub(crate) use panel::Panel;

/// A site and what it was made of.
pub(crate) struct PreviewedLibrary {
    pub(crate) inputs: Inputs,
    pub(crate) site: Site,
    /// The files of the search index, made when someone searches: they take longer than the rest.
    index: OnceLock<Vec<(String, Vec<u8>)>>,
}

impl PreviewedLibrary {
    /// Returns a library whose search index is not made yet.
    pub(crate) fn new(inputs: Inputs, site: Site) -> PreviewedLibrary {
        PreviewedLibrary {
            inputs,
            site,
            index: OnceLock::new(),
        }
    }
}

/// What the preview shows from one change to the next.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) library: Arc<PreviewedLibrary>,
    /// The problems in the library.
    pub(crate) panel: Arc<Panel>,
    /// Differs for each snapshot, so that a page can tell whether it is the latest.
    pub(crate) version: u64,
}

impl Snapshot {
    /// Returns what a page of this snapshot shows: the site, and the edition of the panel.
    fn version(&self) -> String {
        format!("{}-{}", self.version, self.panel.edition)
    }

    /// Returns the panel for the page that shows a file, or for one that shows none.
    fn panel(&self, own: Option<&FilePath>) -> String {
        let inputs = &self.library.inputs;
        self.panel.html(own, &|path| inputs.text(path))
    }
}

/// Opens a port that only this computer can reach. Port 0 picks a free one.
///
/// # Errors
///
/// Fails if another program uses the port or the system reserves it.
pub(crate) fn listener(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// How long a browser may take for the head of a request. An open connection without a request is
/// closed after that time too.
const MAX_HEAD_TIME: Duration = Duration::from_secs(10);

/// How many connections are open at once. Each page that a browser shows keeps one.
const MAX_CONNECTIONS: usize = 256;

/// Answers requests until the program ends.
///
/// # Errors
///
/// Fails if the system has no threads for this.
pub(crate) fn answer(
    listener: TcpListener,
    root: Folder,
    latest: watch::Receiver<Snapshot>,
) -> io::Result<()> {
    let files = PreviewFiles {
        root,
        cache: OnceLock::new(),
    };
    let files = Arc::new(files);
    let routes = Router::new()
        .fallback(respond)
        .with_state(Arc::new(Preview { files, latest }))
        .layer(middleware::map_response(with_headers))
        .layer(middleware::from_fn(only_own));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .build()?;
    runtime.block_on(async { accept(tokio::net::TcpListener::from_std(listener)?, routes).await })
}

/// Accepts connections, each as a task of its own, and waits while too many are open.
///
/// `axum::serve` would do this too, but keeps half a request open for as long as its sender likes.
async fn accept(listener: tokio::net::TcpListener, routes: Router) -> ! {
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(MAX_HEAD_TIME);
    loop {
        let slot = free.clone().acquire_owned().await;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // The browser has gone, or the system has too many open files just now.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let service = TowerToHyperService::new(routes.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // An error is the browser's: it has sent what is no request, or gone away.
            let _ = connection.await;
            drop(slot);
        });
    }
}

/// Where a preview reads files.
struct PreviewFiles {
    /// The library's folder.
    root: Folder,
    /// Opened for the first smaller version. `None` if it cannot be used.
    cache: OnceLock<Option<DiskCache>>,
}

impl PreviewFiles {
    fn cache(&self) -> Option<&DiskCache> {
        self.cache
            .get_or_init(|| DiskCache::open(&self.root).ok())
            .as_ref()
    }
}

struct Preview {
    files: Arc<PreviewFiles>,
    latest: watch::Receiver<Snapshot>,
}

/// Refuses requests under the name of another website, and those that another website makes.
///
/// A website can point its own name at this computer (DNS rebinding), and could then read
/// unpublished pages in the author's browser. But the browser sends the name that it was asked for,
/// and says which website asks. Another website may only link here.
async fn only_own(request: Request, next: middleware::Next) -> Response {
    let mut named = request.headers().get_all(HOST).iter();
    let host = named.next().and_then(|host| host.to_str().ok());
    let is_address = request
        .uri()
        .authority()
        .is_none_or(|authority| is_own(authority.as_str()));
    let is_for_own = host.is_some_and(is_own) && named.next().is_none() && is_address;
    let is_by_own = is_by_own(&request, host.unwrap_or_default());
    if is_for_own && is_by_own {
        return next.run(request).await;
    }
    let message = if is_for_own {
        "casebook serve does not answer requests that other websites make\n"
    } else {
        "casebook serve only answers requests to localhost\n"
    };
    (StatusCode::FORBIDDEN, message).into_response()
}

/// Returns whether a request comes from a page of this host, or from a person: an address that was
/// typed, or a link that was followed.
fn is_by_own(request: &Request, host: &str) -> bool {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        Some(value.to_str().unwrap_or_default())
    };
    let is_own_origin = header("origin").is_none_or(|origin| {
        origin
            .strip_prefix("http://")
            .is_some_and(|origin| origin.eq_ignore_ascii_case(host))
    });
    let is_followed_link = *request.method() == Method::GET
        && header("sec-fetch-mode") == Some("navigate")
        && header("sec-fetch-dest") == Some("document");
    let is_own_site = header("sec-fetch-site")
        .is_none_or(|site| matches!(site, "same-origin" | "none") || is_followed_link);
    is_own_origin && is_own_site
}

/// Returns whether a host, with or without its port, is this computer.
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
    // The page at this address changes with the library.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn respond(State(preview): State<Arc<Preview>>, request: Request) -> Response {
    let path = request.uri().path();
    if *request.method() == Method::POST
        && let Some(path) = path.strip_prefix(page::OPEN)
    {
        let (preview, path) = (preview.clone(), path.to_owned());
        let opened = tokio::task::spawn_blocking(move || open_file(&preview, &path)).await;
        return opened.expect("opening a file does not panic");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            "a preview can only be read\n",
        )
            .into_response();
    }
    match path {
        page::CHANGES => return changes(preview.latest.clone()),
        page::SCRIPT => return typed("reload.js", include_str!("preview/reload.js")),
        page::STYLE => return typed("panel.css", include_str!("preview/panel.css")),
        _ => {}
    }
    let snapshot = preview.latest.borrow().clone();
    let config = snapshot.library.inputs.config.clone();
    let path = path.to_owned();
    let files = preview.files.clone();
    let reply = tokio::task::spawn_blocking(move || reply(&files, &snapshot, &path)).await;
    match reply.expect("rendering a page does not panic") {
        Reply::Page(status, html) => {
            let mut response = (status, typed("index.html", html)).into_response();
            headers::for_page(response.headers_mut(), &config);
            response
        }
        Reply::Bytes(name, bytes) => typed(&name, bytes),
        Reply::Redirect(address) => {
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, address)]).into_response()
        }
        Reply::File(name, file) => {
            let mut response = copied::response(&name, file, request.headers());
            headers::for_file(response.headers_mut(), &name, &config);
            response
        }
        Reply::Gone => (StatusCode::NOT_FOUND, "this file no longer exists\n").into_response(),
    }
}

/// Opens a file in the author's program for such files, if the panel shows a problem in it.
fn open_file(preview: &Preview, path: &str) -> Response {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let root = &preview.files.root;
    let is_opened = preview.latest.borrow().panel.opens(&path);
    // A link that leads out of the library is not followed.
    if !is_opened || root.library_file(&path).is_err() {
        return (StatusCode::NOT_FOUND, "there is no problem in this file\n").into_response();
    }
    if open::that_detached(root.path().join(&*path)).is_ok() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let message = format!(
        "no program on this computer is set to open {path}: open it in your editor yourself\n"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
}

/// Sends the version of the latest snapshot, now and after each change.
fn changes(latest: watch::Receiver<Snapshot>) -> Response {
    let versions =
        WatchStream::new(latest).map(|snapshot| Event::default().data(snapshot.version()));
    Sse::new(versions.map(Ok::<_, Infallible>))
        .keep_alive(KeepAlive::default())
        .into_response()
}

fn typed(name: &str, body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, media_type(name))], body.into()).into_response()
}

/// Returns the media type of a file by its name.
fn media_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == "text" && kind.get_param("charset").is_none();
    if text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}

/// What is at an address.
enum Reply {
    Page(StatusCode, String),
    /// A file's bytes and its name, whose ending says what kind it is.
    Bytes(String, Vec<u8>),
    /// A redirect to another address.
    Redirect(String),
    /// A file to copy, open, with its name.
    File(String, File),
    /// A file that cannot be opened, or no longer belongs to the library.
    Gone,
}

impl PreviewFiles {
    /// Opens a file of the library as it is on the disk now.
    fn open(&self, path: &str) -> Reply {
        let file = self.root.library_file(path);
        file.map_or(Reply::Gone, |file| Reply::File(path.to_owned(), file))
    }
}

fn reply(files: &PreviewFiles, snapshot: &Snapshot, path: &str) -> Reply {
    let PreviewedLibrary { site, index, .. } = &*snapshot.library;
    let base = site.base();
    if path == "/" && base != "/" {
        return Reply::Redirect(base.to_owned());
    }
    let inside = path
        .strip_prefix(base)
        .and_then(|path| percent_decode_str(path).decode_utf8().ok());
    let Some(inside) = inside else {
        return not_found(files, snapshot);
    };
    let at = |path: &str| site.paths().position(|known| known == path);
    let page = if inside.is_empty() || inside.ends_with('/') {
        format!("{inside}index.html")
    } else {
        inside.to_string()
    };
    if let Some(number) = at(&page) {
        return content(files, snapshot, number, &page, StatusCode::OK);
    }
    if at(&format!("{inside}/index.html")).is_some() {
        return Reply::Redirect(format!("{path}/"));
    }
    if site.is_of_index(&inside) {
        let files = index.get_or_init(|| site.index());
        if let Some((name, bytes)) = files.iter().find(|(name, _)| *name == inside) {
            return Reply::Bytes(name.clone(), bytes.clone());
        }
    }
    not_found(files, snapshot)
}

fn not_found(files: &PreviewFiles, snapshot: &Snapshot) -> Reply {
    let mut paths = snapshot.library.site.paths();
    let number = paths
        .position(|path| path == "404.html")
        .expect("every site has a page for missing pages");
    content(files, snapshot, number, "404.html", StatusCode::NOT_FOUND)
}

fn content(
    files: &PreviewFiles,
    snapshot: &Snapshot,
    number: usize,
    path: &str,
    status: StatusCode,
) -> Reply {
    let site = &snapshot.library.site;
    let document = site.origin(number).and_then(|origin| origin.document);
    let own = document.map(|document| site.library().documents[document].path.clone());
    match site.content(number) {
        Ok(Content::File(path)) => files.open(path),
        Ok(Content::Smaller { of, size }) => {
            match pictures::preview_version(&files.root, files.cache(), of, size) {
                Some(bytes) => Reply::Bytes(path.to_owned(), bytes),
                // The browser can still show as much of the picture as it understands.
                None => files.open(of.path),
            }
        }
        Ok(Content::Bytes(bytes)) if path.ends_with(".html") => Reply::Page(
            status,
            page::with_panel(
                &String::from_utf8_lossy(&bytes),
                &snapshot.panel(own.as_ref()),
                &snapshot.version(),
            ),
        ),
        Ok(Content::Bytes(bytes)) => Reply::Bytes(path.to_owned(), bytes.into_owned()),
        Err(finding) => {
            let inputs = &snapshot.library.inputs;
            let message = report::in_words(&finding, &|path| inputs.text(path));
            Reply::Page(
                StatusCode::INTERNAL_SERVER_ERROR,
                page::failed(&message, &snapshot.panel(own.as_ref()), &snapshot.version()),
            )
        }
    }
}
