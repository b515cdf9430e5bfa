//! What the name of a file says about what browsers and servers do with it.
//!
//! A host decides by the name alone, and a browser by what the host says. So the bytes of a file
//! are never looked at here: a page that is called `a.pdf` is shown as a damaged PDF.

/// What browsers and servers do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// A browser shows or plays it: pictures, PDF, sound, film, plain text.
    Shown,
    /// A browser saves it: documents, tables, slides, archives.
    Saved,
    /// A browser runs it, or shows it as a page that can have scripts.
    Runs,
    /// Some servers run it.
    RunsOnServer,
    /// A visitor's computer runs it, once it is saved and opened.
    Program,
    /// A host takes it as settings of the whole site.
    Control,
    /// Anything, because the name has no ending.
    Unclear,
    /// Nothing that is known here.
    Unknown,
}

/// A file's name, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileKind {
    /// What browsers and servers do with it.
    pub treatment: Treatment,
    /// The ending that says so, in lower case and without its dot. It may be empty.
    pub ending: String,
}

/// Pictures, documents, sound and film that a browser shows without running anything of theirs.
const SHOWN: &[&str] = &[
    "aac", "avif", "bmp", "flac", "gif", "heic", "heif", "ico", "jfif", "jpeg", "jpg", "m4a",
    "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg", "ogv", "opus", "pdf", "png",
    "srt", "tif", "tiff", "txt", "vtt", "wav", "webm", "webp",
];

/// Documents, tables, slides, drawings, data and archives. Those of Office that can have macros
/// (`docm`, `xlsm`) are left out.
const SAVED: &[&str] = &[
    "avi", "csv", "doc", "docx", "dotx", "epub", "geojson", "ics", "json", "key", "mpp", "numbers",
    "odg", "odp", "ods", "odt", "pages", "pps", "ppsx", "ppt", "pptx", "rtf", "tsv", "vcf", "vsd",
    "vsdx", "wma", "wmv", "xls", "xlsx", "zip",
];

/// Other endings of Markdown. Another rule says that they are no pages (`not-a-page`).
const OTHER_MARKDOWN: &[&str] = &["mdown", "mdwn", "mdx", "mkd"];

/// Pages, scripts, and whatever else is XML, in which browsers run scripts too.
const RUNS: &[&str] = &[
    "atom",
    "appcache",
    "cjs",
    "gml",
    "gpx",
    "hta",
    "htc",
    "htm",
    "html",
    "js",
    "jsx",
    "kml",
    "mathml",
    "mht",
    "mhtml",
    "mjs",
    "mml",
    "rdf",
    "rss",
    "svg",
    "svgz",
    "swf",
    "ts",
    "tsx",
    "wasm",
    "webmanifest",
    "wsdl",
    "xht",
    "xhtm",
    "xhtml",
    "xml",
    "xsd",
    "xsl",
    "xslt",
];

/// What servers are often set up to run. Apache looks at every ending of a name, so that it may run
/// `a.php.pdf` too (its documentation of `mod_mime`, "Files with Multiple Extensions").
const RUNS_ON_SERVER: &[&str] = &[
    "asa", "asax", "ascx", "ashx", "asmx", "asp", "aspx", "cfc", "cfm", "cgi", "fcgi", "jsp",
    "jspx", "phar", "php", "php3", "php4", "php5", "php7", "php8", "phps", "pht", "phtm", "phtml",
    "pl", "py", "rb", "shtm", "shtml", "stm",
];

/// What a computer runs when it is opened.
const PROGRAMS: &[&str] = &[
    "apk", "app", "bat", "cmd", "com", "cpl", "deb", "dll", "dmg", "exe", "iso", "jar", "lnk",
    "msi", "msix", "pif", "pkg", "ps1", "reg", "rpm", "scr", "sh", "url", "vb", "vbe", "vbs",
    "wsf",
];

/// Files by which hosts are set up: Netlify, Cloudflare, GitHub Pages, Vercel, Firebase, Azure,
/// Heroku, Render, App Engine, Apache, IIS, PHP, nginx.
const CONTROLS: &[&str] = &[
    "_config.yml",
    "_config.yaml",
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "_worker.bundle",
    ".assetsignore",
    ".htaccess",
    ".htpasswd",
    ".user.ini",
    "app.yaml",
    "cname",
    "composer.json",
    "firebase.json",
    "netlify.toml",
    "nginx.conf",
    "now.json",
    "package.json",
    "php.ini",
    "procfile",
    "render.yaml",
    "routes.json",
    "static.json",
    "staticfile",
    "staticwebapp.config.json",
    "vercel.json",
    "web.config",
    "wrangler.json",
    "wrangler.jsonc",
    "wrangler.toml",
];

impl FileKind {
    /// What the name of a file says. Capital letters make no difference.
    pub fn of(name: &str) -> FileKind {
        let name = name.to_lowercase();
        let mut endings = name.split('.').skip(1);
        let on_server = endings.find(|ending| RUNS_ON_SERVER.contains(ending));
        let last = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let treatment = if CONTROLS.contains(&name.as_str()) {
            Treatment::Control
        } else if on_server.is_some() {
            Treatment::RunsOnServer
        } else if last.is_empty() {
            Treatment::Unclear
        } else if RUNS.contains(&last) {
            Treatment::Runs
        } else if PROGRAMS.contains(&last) {
            Treatment::Program
        } else if SHOWN.contains(&last) {
            Treatment::Shown
        } else if SAVED.contains(&last) || OTHER_MARKDOWN.contains(&last) {
            Treatment::Saved
        } else {
            Treatment::Unknown
        };
        FileKind {
            treatment,
            ending: on_server.unwrap_or(last).to_owned(),
        }
    }
}

/// True for the name of a picture made of pixels. Drawings (SVG) have no measures of their own.
pub fn is_picture(name: &str) -> bool {
    const ENDINGS: [&str; 11] = [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp",
    ];
    let ending = name.rsplit('.').next().unwrap_or_default();
    ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}
