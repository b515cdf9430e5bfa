//! Pictures: what a page offers a browser, what the versions hold, and what is said of those that
//! cannot be opened.
//!
//! Every picture here is drawn by the test itself.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use casebook::host::folder::Folder;
use casebook::host::pictures::preview_version;
use casebook::picture::smaller::{Trouble, opens, versions};
use casebook::picture::{Form, Picture, Size, Unseen, seen};
use casebook::render::Shown;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, Rgb, RgbImage, Rgba,
    RgbaImage,
};
use jpeg_encoder::{ColorType, Encoder};
use tempfile::TempDir;

/// Something with as much to see as a photo has: a slope from dark to light with grain on it, the
/// upper left corner red.
fn drawn(width: u32, height: u32) -> RgbImage {
    let mut grain = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let light = (x * 160 / width + y * 60 / height) as u8 + (grain >> 27) as u8;
        if x < width / 4 && y < height / 4 {
            Rgb([250, 10, 10])
        } else {
            Rgb([light, light, light / 2])
        }
    })
}

/// A photo as a camera writes it, with what it says of itself.
fn photo(width: u32, height: u32, said: Option<Vec<u8>>, profile: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = vec![];
    let mut encoder = Encoder::new(&mut bytes, 96);
    if let Some(said) = said {
        encoder.add_exif_metadata(&said).expect("short enough");
    }
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).expect("short enough");
    }
    encoder
        .encode(
            &drawn(width, height),
            width as u16,
            height as u16,
            ColorType::Rgb,
        )
        .expect("a picture");
    bytes
}

fn plain(width: u32, height: u32) -> Vec<u8> {
    photo(width, height, None, None)
}

fn exif_of(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(vec![]);
    writer
        .write(&mut bytes, false)
        .expect("fields that can be written");
    bytes.into_inner()
}

fn turned(turn: u16) -> Vec<u8> {
    exif_of(&[Field {
        tag: Tag::Orientation,
        ifd_num: In::PRIMARY,
        value: Value::Short(vec![turn]),
    }])
}

fn in_cardiff() -> Vec<u8> {
    let degrees = [51, 29, 0].map(|num| Rational { num, denom: 1 });
    exif_of(&[Field {
        tag: Tag::GPSLatitude,
        ifd_num: In::PRIMARY,
        value: Value::Rational(degrees.into()),
    }])
}

/// The least that passes for a colour profile: its colour space stands where it should.
fn profile(space: &[u8; 4]) -> Vec<u8> {
    let mut profile = vec![7; 128];
    profile[16..20].copy_from_slice(space);
    profile
}

fn png(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
    let mut bytes = vec![];
    PngEncoder::new(&mut bytes)
        .write_image(pixels, width, height, colour)
        .expect("a picture");
    bytes
}

fn looked_at(bytes: &[u8]) -> Result<Picture, Unseen> {
    seen(Cursor::new(bytes), bytes.len() as u64)
}

/// What a picture becomes at a width.
fn at(bytes: &[u8], width: u32) -> DynamicImage {
    image::load_from_memory(&made(bytes, width)).expect("a version can be opened")
}

fn made(bytes: &[u8], width: u32) -> Vec<u8> {
    let picture = looked_at(bytes).expect("a picture");
    let height = width * picture.height / picture.width;
    let form = picture.form.expect("one that has versions");
    versions(bytes, &picture, form, &[Size { width, height }])
        .expect("a version")
        .remove(0)
}

fn widths(bytes: &[u8]) -> Vec<u32> {
    let picture = looked_at(bytes).expect("a picture");
    picture
        .versions(bytes.len() as u64)
        .iter()
        .map(|size| size.width)
        .collect()
}

#[test]
fn a_photo_has_versions_narrower_than_itself_and_none_wider() {
    let photo = Picture {
        width: 4000,
        height: 3000,
        form: Some(Form::Jpeg),
        turn: 1,
        located: false,
        foreign: None,
    };
    let of = |picture: Picture, bytes| {
        picture
            .versions(bytes)
            .iter()
            .map(|size| (size.width, size.height))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(photo, 6_000_000),
        [(480, 360), (720, 540), (1120, 840), (1400, 1050)]
    );
    let narrow = Picture {
        width: 900,
        height: 600,
        ..photo
    };
    assert_eq!(
        of(narrow, 6_000_000),
        [(480, 320), (720, 480), (900, 600)],
        "heavy for its measures: also as wide as it is"
    );
    assert_eq!(
        of(narrow, 150_000),
        [(480, 320), (720, 480)],
        "not so heavy: it is its own widest version"
    );
    assert_eq!(of(narrow, 60_000), [], "light enough for all");
    assert_eq!(
        of(
            Picture {
                form: None,
                ..photo
            },
            6_000_000
        ),
        [],
        "an animation"
    );
    assert_eq!(
        of(
            Picture {
                width: 20_000,
                height: 10_000,
                ..photo
            },
            6_000_000
        ),
        [],
        "too large to be opened"
    );
}

#[test]
fn a_photo_stands_upright_in_each_version_however_the_camera_was_held() {
    // Where the red corner is once the picture is turned as its number says.
    let corners = [
        (1, "upper left"),
        (2, "upper right"),
        (3, "lower right"),
        (4, "lower left"),
        (5, "upper left"),
        (6, "upper right"),
        (7, "lower right"),
        (8, "lower left"),
    ];
    for (turn, corner) in corners {
        let bytes = photo(320, 160, Some(turned(turn)), None);
        let picture = looked_at(&bytes).expect("a picture");
        let upright = if turn > 4 { (160, 320) } else { (320, 160) };
        assert_eq!((picture.width, picture.height), upright, "turn {turn}");
        let small = at(&bytes, upright.0 / 2).into_rgb8();
        assert_eq!(
            small.dimensions(),
            (upright.0 / 2, upright.1 / 2),
            "turn {turn}"
        );
        let red = |x, y| small.get_pixel(x, y).0[0] > 200 && small.get_pixel(x, y).0[1] < 60;
        let (right, low) = (small.width() - 5, small.height() - 5);
        let found = [
            ("upper left", 4, 4),
            ("upper right", right, 4),
            ("lower left", 4, low),
            ("lower right", right, low),
        ];
        let found: Vec<&str> = found
            .iter()
            .filter(|(_, x, y)| red(*x, *y))
            .map(|(name, ..)| *name)
            .collect();
        assert_eq!(found, [corner], "turn {turn}");
    }
}

#[test]
fn a_version_holds_nothing_of_what_the_camera_wrote_but_the_colour_profile() {
    let bytes = photo(400, 300, Some(in_cardiff()), Some(&profile(b"RGB ")));
    assert!(looked_at(&bytes).expect("a picture").located);
    let version = made(&bytes, 200);
    let mut decoder = ImageReader::new(Cursor::new(&version))
        .with_guessed_format()
        .expect("bytes")
        .into_decoder()
        .expect("a picture");
    assert_eq!(decoder.exif_metadata().expect("readable"), None);
    assert_eq!(
        decoder.icc_profile().expect("readable"),
        Some(profile(b"RGB "))
    );
    assert!(!looked_at(&version).expect("a picture").located);
    let inks = made(&photo(400, 300, None, Some(&profile(b"CMYK"))), 200);
    assert!(
        !inks.windows(11).any(|bytes| bytes == b"ICC_PROFILE"),
        "the pixels are not inks any more"
    );
}

#[test]
fn pictures_of_every_kind_are_made_smaller() {
    let (width, height) = (64, 48);
    let grey: Vec<u8> = vec![99; 64 * 48];
    let deep: Vec<u8> = drawn(width, height)
        .iter()
        .flat_map(|byte| (u16::from(*byte) * 257).to_ne_bytes())
        .collect();
    let glass = RgbaImage::from_fn(width, height, |x, _| {
        if x < 32 {
            Rgba([9, 99, 9, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    let mut webp = vec![];
    WebPEncoder::new_lossless(&mut webp)
        .encode(&glass, width, height, ExtendedColorType::Rgba8)
        .expect("a picture");
    let mut inks = vec![];
    let ink: Vec<u8> = drawn(width, height)
        .pixels()
        .flat_map(|pixel| [255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 0])
        .collect();
    Encoder::new(&mut inks, 90)
        .encode(&ink, 64, 48, ColorType::Cmyk)
        .expect("a picture");
    let kinds = [
        ("grey", png(&grey, width, height, ExtendedColorType::L8)),
        (
            "16 bits",
            png(&deep, width, height, ExtendedColorType::Rgb16),
        ),
        (
            "glass",
            png(&glass, width, height, ExtendedColorType::Rgba8),
        ),
        ("palette", palette()),
        ("webp", webp),
        ("inks", inks),
    ];
    for (kind, bytes) in kinds {
        let small = at(&bytes, 32);
        assert_eq!((small.width(), small.height()), (32, 24), "{kind}");
        let pixel = |x| small.to_rgba8().get_pixel(x, 20).0;
        if ["glass", "palette", "webp"].contains(&kind) {
            assert_eq!(
                (pixel(4), pixel(28)[3]),
                ([9, 99, 9, 255], 0),
                "{kind} is still seen through"
            );
        }
        if kind == "inks" {
            let (is, was) = (pixel(28), drawn(width, height).get_pixel(56, 40).0);
            assert!(
                is[0].abs_diff(was[0]) < 40 && is[2].abs_diff(was[2]) < 40,
                "{is:?} is not {was:?}"
            );
        }
    }
}

/// A part of a PNG: its length, its name, its content and its sum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = [kind, data].concat();
    let mut sum = !0_u32;
    for byte in &bytes {
        sum ^= u32::from(*byte);
        (0..8).for_each(|_| {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        });
    }
    bytes.extend((!sum).to_be_bytes());
    [&(data.len() as u32).to_be_bytes()[..], &bytes].concat()
}

/// A PNG of two colours by their numbers, the second one seen through.
fn palette() -> Vec<u8> {
    let row: Vec<u8> = [[0].as_slice(), &[0; 32], &[1; 32]].concat();
    let pixels = row.repeat(48);
    // Not packed: one block of bytes as they are, then their sum.
    let (mut one, mut two) = (1_u32, 0_u32);
    for byte in &pixels {
        one = (one + u32::from(*byte)) % 65_521;
        two = (two + one) % 65_521;
    }
    let length = pixels.len() as u16;
    let packed = [
        &[0x78, 1, 1][..],
        &length.to_le_bytes(),
        &(!length).to_le_bytes(),
        &pixels,
        &(two << 16 | one).to_be_bytes(),
    ];
    let header = [
        &64_u32.to_be_bytes()[..],
        &48_u32.to_be_bytes(),
        &[8, 3, 0, 0, 0],
    ]
    .concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"PLTE", &[9, 99, 9, 0, 0, 0]),
        chunk(b"tRNS", &[255, 0]),
        chunk(b"IDAT", &packed.concat()),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

#[test]
fn a_photo_kept_as_png_is_offered_as_jpeg() {
    let bytes = png(&drawn(600, 400), 600, 400, ExtendedColorType::Rgb8);
    assert_eq!(looked_at(&bytes).expect("a picture").form, Some(Form::Jpeg));
    assert!(made(&bytes, 600).len() < bytes.len() / 3);
    let drawing = png(&vec![200; 600 * 400 * 3], 600, 400, ExtendedColorType::Rgb8);
    assert_eq!(
        looked_at(&drawing).expect("a picture").form,
        Some(Form::Png),
        "few bytes a pixel: lines and letters"
    );
}

#[test]
fn what_is_no_picture_is_told_from_one() {
    assert_eq!(looked_at(b""), Err(Unseen::Empty));
    assert_eq!(
        looked_at(b"<!doctype html><title>Sign in</title>"),
        Err(Unseen::Unknown)
    );
    assert_eq!(
        looked_at(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        Err(Unseen::Heic),
        "without its measures"
    );
    assert_eq!(looked_at(&plain(64, 48)[..20]), Err(Unseen::Unknown));
    let (bytes, whole) = (plain(64, 48), looked_at(&plain(64, 48)).expect("a picture"));
    let sizes = [Size {
        width: 32,
        height: 24,
    }];
    for end in (bytes.len() / 2..bytes.len()).step_by(97) {
        assert_eq!(
            versions(&bytes[..end], &whole, Form::Jpeg, &sizes),
            Err(Trouble::Cut),
            "{end} bytes of it"
        );
    }
    let more = [&bytes[..], b"a film behind the photo"].concat();
    assert!(versions(&more, &whole, Form::Jpeg, &sizes).is_ok());
}

/// No picture that anybody sends, however broken, ends the program.
#[test]
fn a_damaged_picture_is_opened_or_refused() {
    for whole in [
        plain(96, 64),
        png(&drawn(96, 64), 96, 64, ExtendedColorType::Rgb8),
        palette(),
    ] {
        let mut chance = 7_u64;
        for _ in 0..300 {
            let mut bytes = whole.clone();
            for _ in 0..4 {
                chance = chance
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let at = (chance >> 33) as usize % bytes.len();
                bytes[at] = (chance >> 20) as u8;
            }
            if let Ok(
                picture @ Picture {
                    form: Some(form), ..
                },
            ) = looked_at(&bytes)
            {
                let _ = versions(
                    &bytes,
                    &picture,
                    form,
                    &[Size {
                        width: 24,
                        height: 16,
                    }],
                );
            }
        }
    }
}

const SETTINGS: &str = "title: Case studies\nbase_url: https://example.org/library/\n";

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder"))
        .expect("the folder can be made");
    fs::write(path, bytes).expect("the file can be written");
}

/// A library of one case study with these pictures beside it, each shown in the text, the first one
/// on top as well.
fn library(pictures: &[(&str, Vec<u8>)]) -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(root.path(), "casebook.yaml", SETTINGS);
    let (first, _) = pictures[0];
    let shown: String = pictures
        .iter()
        .map(|(name, _)| format!("![A street]({name})\n\n"))
        .collect();
    let text = format!(
        "---\ntitle: Warm homes\ndate: 2020\nimage: {{src: {first}, alt: A house}}\n---\n\n{shown}"
    );
    write(
        root.path(),
        "content/case-studies/warm-homes/index.md",
        text,
    );
    for (name, bytes) in pictures {
        write(
            root.path(),
            &format!("content/case-studies/warm-homes/{name}"),
            bytes,
        );
    }
    root
}

fn casebook(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn built(root: &Path) -> String {
    let output = casebook(root, &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    said(&output)
}

/// The smaller versions in a built site, by their names.
fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&root.join("dist/casebook-files/pictures/case-studies/warm-homes"))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("readable"));
    let named = entries.map(|entry| {
        (
            entry.file_name().to_string_lossy().into_owned(),
            fs::read(entry.path()).expect("a file"),
        )
    });
    named.collect()
}

fn page(root: &Path) -> String {
    fs::read_to_string(root.join("dist/case-studies/warm-homes/index.html"))
        .expect("the page is there")
}

#[test]
fn a_page_offers_the_versions_that_are_published_and_the_photo_stays_where_it_was() {
    let photo = plain(1000, 500);
    let root = library(&[("street.jpg", photo.clone())]);
    built(root.path());
    let versions = published(root.path());
    assert_eq!(
        versions.keys().collect::<Vec<_>>(),
        [
            "street.jpg.1000.jpg",
            "street.jpg.480.jpg",
            "street.jpg.720.jpg"
        ]
    );
    for (name, bytes) in &versions {
        assert!(bytes.len() < photo.len(), "{name}");
    }
    let at = "/library/casebook-files/pictures/case-studies/warm-homes/street.jpg";
    let offered = format!("srcset=\"{at}.480.jpg 480w, {at}.720.jpg 720w, {at}.1000.jpg 1000w\"");
    let page = page(root.path());
    assert_eq!(
        page.matches(&offered).count(),
        2,
        "on top and in the text: {page}"
    );
    assert_eq!(page.matches(&format!("src=\"{at}.1000.jpg\"")).count(), 2);
    assert_eq!(page.matches("width=\"1000\" height=\"500\"").count(), 2);
    assert_eq!(
        page.matches("loading=\"lazy\" decoding=\"async\"").count(),
        1,
        "not on top, where it is seen at once"
    );
    assert!(
        page.contains(&format!(
            "property=\"og:image\" content=\"https://example.org{at}.1000.jpg\""
        )),
        "{page}"
    );
    let original = fs::read(root.path().join("dist/case-studies/warm-homes/street.jpg"))
        .expect("it is published");
    assert!(original == photo);
}

#[test]
fn a_picture_that_no_text_shows_has_no_versions() {
    let root = library(&[("street.jpg", plain(600, 300))]);
    write(root.path(), "static/pictures/spare.jpg", plain(600, 300));
    write(
        root.path(),
        "content/about.md",
        "---\ntitle: About\n---\n\n[The photo](pictures/spare.jpg) to download.\n",
    );
    built(root.path());
    assert!(root.path().join("dist/pictures/spare.jpg").exists());
    assert!(
        !root
            .path()
            .join("dist/casebook-files/pictures/pictures")
            .exists()
    );
}

#[test]
fn a_picture_in_an_authors_own_html_is_measured_and_offered_too() {
    let root = library(&[("street.jpg", plain(1000, 500))]);
    let text = "---\ntitle: Damp\n---\n\n<figure><img src=\"warm-homes/street.jpg\" alt=\"a > b\"></figure>\n\n\
        <img src=\"warm-homes/street.jpg\" alt=\"\" width=\"300\" loading=\"eager\"> and ![again](warm-homes/street.jpg), \
        [all of it](warm-homes/street.jpg), <img src=\"https://example.com/a.png\" alt=\"\">\n";
    write(root.path(), "content/case-studies/damp.md", text);
    built(root.path());
    let page = fs::read_to_string(root.path().join("dist/case-studies/damp/index.html"))
        .expect("the page is there");
    let at = "/library/casebook-files/pictures/case-studies/warm-homes/street.jpg";
    let choice = format!(
        "srcset=\"{at}.480.jpg 480w, {at}.720.jpg 720w, {at}.1000.jpg 1000w\" sizes=\"auto, (min-width: 48rem) 41.6rem, (min-width: 40rem) 37.2rem, calc(100vw - 2.1rem)\""
    );
    let lazy = "loading=\"lazy\" decoding=\"async\"";
    for picture in [
        format!(
            "<figure><img alt=\"a &gt; b\" src=\"{at}.1000.jpg\" width=\"1000\" height=\"500\" {choice} {lazy}></figure>"
        ),
        format!(
            "<img alt=\"\" loading=\"eager\" src=\"{at}.1000.jpg\" width=\"300\" height=\"150\" {choice} decoding=\"async\">"
        ),
        format!(
            "<img src=\"{at}.1000.jpg\" alt=\"again\" width=\"1000\" height=\"500\" {choice} {lazy}>"
        ),
        "<a href=\"/library/case-studies/warm-homes/street.jpg\">".to_owned(),
        format!("<img alt=\"\" src=\"https://example.com/a.png\" {lazy}>"),
    ] {
        assert!(page.contains(&picture), "{picture}\nis not in\n{page}");
    }
}

/// An entry of the cache as casebook writes it.
fn entry(name: &str, bytes: &[u8]) -> Vec<u8> {
    let all = [b"pictures/", name.as_bytes(), b"\0", bytes].concat();
    [blake3::hash(&all).to_hex().as_bytes(), b"\n", bytes].concat()
}

#[test]
fn versions_are_made_once_and_anew_when_their_picture_changes() {
    let root = library(&[
        ("street.jpg", plain(700, 350)),
        ("house.jpg", plain(600, 300)),
    ]);
    let kept = || files(&root.path().join(".casebook-cache/pictures"));
    built(root.path());
    let (first, site) = (kept(), published(root.path()));
    assert_eq!((first.len(), site.len()), (4, 4));
    // A version is only made if it is missing, which shows whether one is taken from the cache.
    let (name, _) = site.iter().next().expect("some version");
    let cached = first
        .keys()
        .find(|cached| first[*cached] == entry(cached, &site[name]))
        .expect("the same bytes");
    write(
        root.path(),
        &format!(".casebook-cache/pictures/{cached}"),
        entry(cached, b"as it is"),
    );
    fs::remove_dir_all(root.path().join("dist")).expect("the site can be removed");
    built(root.path());
    assert_eq!(published(root.path())[name], b"as it is");

    write(
        root.path(),
        "content/case-studies/warm-homes/street.jpg",
        plain(720, 350),
    );
    built(root.path());
    assert_eq!(published(root.path())["house.jpg.480.jpg"], b"as it is");
    assert_eq!(kept().len(), 6, "those of the former picture stay a while");
    assert_eq!(
        fs::read_to_string(root.path().join(".casebook-cache/.gitignore")).expect("it is there"),
        "*\n"
    );
}

#[test]
fn a_damaged_version_is_made_again() {
    let root = library(&[
        ("street.jpg", plain(700, 350)),
        ("small.jpg", plain(100, 50)),
    ]);
    built(root.path());
    let whole = published(root.path());
    let cache = root.path().join(".casebook-cache/pictures");
    let first = files(&cache);
    let names: Vec<&String> = first.keys().collect();
    let other = names[0];
    for name in &names {
        let path = cache.join(name);
        let bytes = first[*name].clone();
        let mut flipped = bytes.clone();
        *flipped.last_mut().expect("bytes") ^= 1;
        let damages: [&[u8]; 6] = [
            b"",
            &flipped,
            &bytes[..bytes.len() - 1],
            &bytes[..40],
            b"<script>alert(1)</script>",
            if *name == other { b"x" } else { &first[other] },
        ];
        for damage in damages {
            fs::write(&path, damage).expect("the file can be written");
            fs::remove_dir_all(root.path().join("dist")).expect("the site can be removed");
            assert!(!built(root.path()).contains("warning"));
            assert!(published(root.path()) == whole, "{name}");
            assert!(fs::read(&path).expect("it is there") == bytes, "{name}");
        }
        // Something else is where the file should be.
        fs::remove_file(&path).expect("it is there");
        fs::create_dir(&path).expect("a folder can be made");
        for _ in 0..2 {
            let told = built(root.path());
            assert!(told.contains("warning[pictures-unkept]"), "{told}");
            assert!(published(root.path()) == whole, "{name}");
        }
        fs::remove_dir(&path).expect("it is there");
    }
}

#[test]
fn versions_that_nobody_asked_for_in_a_month_are_removed() {
    let root = library(&[("street.jpg", plain(600, 300))]);
    built(root.path());
    let folder = root.path().join(".casebook-cache/pictures");
    let month = SystemTime::now() - Duration::from_secs(31 * 24 * 60 * 60);
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let (old, young) = (format!("{hash}.1.480.jpg"), format!("{hash}.1.720.jpg"));
    let used = files(&folder).keys().next().expect("a version").clone();
    for name in [&used, &old, "mine.jpg", &format!("{hash}.1.480.exe")] {
        let file = fs::File::options()
            .create(true)
            .append(true)
            .open(folder.join(name))
            .expect("the file can be made");
        file.set_modified(month).expect("its time can be set");
    }
    write(
        root.path(),
        &format!(".casebook-cache/pictures/{young}"),
        "",
    );
    let before = files(&folder).len();
    built(root.path());
    let left = files(&folder);
    assert!(
        left.contains_key(&young) && left.contains_key("mine.jpg") && !left.contains_key(&old),
        "{:?}",
        left.keys()
    );
    assert_eq!(left.len(), before - 1);

    // It was asked for just now, so it stays when another branch does without.
    fs::remove_file(
        root.path()
            .join("content/case-studies/warm-homes/street.jpg"),
    )
    .expect("the picture is there");
    write(
        root.path(),
        "content/case-studies/warm-homes/index.md",
        "---\ntitle: Warm homes\n---\n\nText.\n",
    );
    built(root.path());
    assert_eq!(files(&folder), left);
}

#[test]
fn the_same_pictures_give_the_same_bytes_on_any_number_of_threads() {
    let pictures: Vec<(String, Vec<u8>)> = (0..6)
        .map(|n| (format!("{n}.jpg"), plain(500 + n * 40, 400)))
        .collect();
    let pictures: Vec<(&str, Vec<u8>)> = pictures
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let sites = ["1", "7"].map(|threads| {
        let root = library(&pictures);
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command
            .arg("build")
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(root.path())
            .output();
        assert!(output.expect("the program starts").status.success());
        published(root.path())
    });
    assert!(sites[0] == sites[1] && sites[0].len() >= 6);
}

#[test]
fn a_version_is_made_of_a_picture_in_the_library_and_of_no_other() {
    let outside = TempDir::new().expect("a temporary folder");
    let root = outside
        .path()
        .canonicalize()
        .expect("it is there")
        .join("library");
    let bytes = plain(600, 300);
    write(&root, "content/street.jpg", &bytes);
    write(outside.path(), "private.jpg", &bytes);
    write(&root, ".drafts/private.jpg", &bytes);
    for (link, to) in [
        ("linked", "../../private"),
        ("beside", "../.drafts/private"),
        ("same", "street"),
    ] {
        let link = root.join(format!("content/{link}.jpg"));
        std::os::unix::fs::symlink(format!("{to}.jpg"), link).expect("a link can be made");
    }
    let picture = looked_at(&bytes).expect("a picture");
    let sizes = picture.versions(bytes.len() as u64);
    let root = Folder::open(&root).expect("the folder exists");
    let one = |path| {
        preview_version(
            &root,
            None,
            Shown {
                path,
                picture,
                form: Form::Jpeg,
                sizes: &sizes,
            },
            sizes[0],
        )
    };
    assert!(one("content/street.jpg").is_some() && one("content/same.jpg").is_some());
    assert!(one("content/linked.jpg").is_none() && one("content/beside.jpg").is_none());
}

/// Each with what is wrong with it.
fn broken() -> Vec<(&'static str, Vec<u8>)> {
    let cut = plain(700, 400);
    let png = png(&drawn(700, 400), 700, 400, ExtendedColorType::Rgb8);
    let measures = [
        &65_536_u32.to_be_bytes()[..],
        &65_536_u32.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    // All that follows is as it was.
    let vast = [&png[..8], &chunk(b"IHDR", &measures), &png[33..]].concat();
    vec![
        ("whole.jpg", plain(600, 300)),
        ("cut.jpg", cut[..cut.len() / 2].to_vec()),
        ("cut.png", png[..png.len() / 2].to_vec()),
        ("empty.png", vec![]),
        (
            "page.jpg",
            b"<!doctype html><title>Sign in</title>".to_vec(),
        ),
        ("called.jpg", png),
        ("vast.png", vast),
    ]
}

#[test]
fn broken_pictures_are_told_of_one_by_one_and_stop_nothing() {
    let root = library(&broken());
    let told = built(root.path());
    for (name, words) in [
        (
            "cut.jpg",
            "warning[picture-unreadable]: part of this picture is missing",
        ),
        ("cut.png", "warning[picture-unreadable]: "),
        (
            "empty.png",
            "warning[picture-unreadable]: this picture is empty",
        ),
        (
            "page.jpg",
            "warning[picture-unreadable]: this is not a picture that browsers can show",
        ),
        (
            "vast.png",
            "warning[picture-too-large]: the picture has 65536 × 65536 pixels",
        ),
    ] {
        let at = told
            .find(&format!("content/case-studies/warm-homes/{name}"))
            .unwrap_or_else(|| panic!("{name}: {told}"));
        assert!(
            told[..at]
                .lines()
                .rev()
                .take(3)
                .any(|line| line.starts_with(words)),
            "{name}: {told}"
        );
    }
    assert!(
        !told.contains("called.jpg")
            && !told.contains("whole.jpg")
            && told.contains("(5 warnings)"),
        "{told}"
    );
    let site = published(root.path());
    assert!(
        image::load_from_memory(&site["called.jpg.480.jpg"]).is_ok(),
        "what it is, not what it is called"
    );
    assert!(
        site["cut.jpg.480.jpg"] == broken()[1].1,
        "the picture stands in for its versions"
    );
    // A check finds the same, by opening what no build has opened, and writes nothing.
    fs::remove_dir_all(root.path().join(".casebook-cache")).expect("it can be removed");
    let checked = said(&casebook(root.path(), &["check"]));
    assert!(
        checked.contains("part of this picture is missing") && checked.contains("5 warnings"),
        "{checked}"
    );
    assert!(!root.path().join(".casebook-cache").exists());
}

#[test]
fn a_picture_too_small_for_versions_is_told_of_where_it_is_cut_or_damaged() {
    let (jpeg, png) = (
        plain(200, 150),
        png(&drawn(100, 75), 100, 75, ExtendedColorType::Rgb8),
    );
    let mut damaged = png.clone();
    damaged[png.len() / 2] ^= 1;
    let pictures = [
        ("whole.jpg", jpeg.clone()),
        ("whole.png", png.clone()),
        ("cut.jpg", jpeg[..jpeg.len() - 40].to_vec()),
        ("cut.png", png[..png.len() - 400].to_vec()),
        ("damaged.png", damaged),
    ];
    assert!(pictures.iter().all(|(_, bytes)| {
        looked_at(bytes)
            .expect("measures")
            .versions(bytes.len() as u64)
            .is_empty()
    }));
    let root = library(&pictures);
    let checked = said(&casebook(root.path(), &["check"]));
    assert!(!root.path().join(".casebook-cache").exists());
    for told in [checked, built(root.path()), built(root.path())] {
        for name in ["cut.jpg", "cut.png", "damaged.png"] {
            assert!(
                told.contains(&format!("warm-homes/{name}")),
                "{name}: {told}"
            );
        }
        assert!(
            told.matches("[picture-unreadable]").count() == 3 && !told.contains("whole."),
            "{told}"
        );
    }
}

#[test]
fn a_picture_too_small_for_versions_is_opened_once() {
    let jpeg = plain(200, 150);
    let cut = jpeg[..jpeg.len() - 40].to_vec();
    let root = library(&[("whole.jpg", jpeg.clone()), ("cut.jpg", cut.clone())]);
    let kept = |bytes: &[u8]| {
        format!(
            "{}.{}.whole",
            &blake3::hash(bytes).to_hex()[..40],
            casebook::picture::smaller::RECIPE
        )
    };
    assert!(built(root.path()).contains("part of this picture is missing"));
    let files = files(&root.path().join(".casebook-cache/pictures"));
    assert_eq!(files.keys().collect::<Vec<_>>(), [&kept(&jpeg)]);
    // Were it opened, it would be told of.
    write(
        root.path(),
        &format!(".casebook-cache/pictures/{}", kept(&cut)),
        entry(&kept(&cut), b""),
    );
    assert!(!built(root.path()).contains("picture-unreadable"));
}

/// A PNG that claims these measures and this kind of dots, and holds a few.
fn claiming(width: u32, height: u32, dots: &[u8; 2]) -> Vec<u8> {
    let png = png(&drawn(60, 40), 60, 40, ExtendedColorType::Rgb8);
    let measures = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        dots,
        &[0, 0, 0],
    ]
    .concat();
    [&png[..8], &chunk(b"IHDR", &measures), &png[33..]].concat()
}

#[test]
fn a_small_file_that_would_fill_the_memory_is_refused() {
    let mut jpeg = plain(60, 40);
    let measures = jpeg
        .windows(2)
        .position(|bytes| bytes == [0xff, 0xc0])
        .expect("a plain JPEG")
        + 5;
    jpeg[measures..measures + 4].fill(0xff);
    let mut webp = vec![];
    WebPEncoder::new_lossless(&mut webp)
        .encode(&drawn(60, 40), 60, 40, ExtendedColorType::Rgb8)
        .expect("a picture");
    webp[21..24].fill(0xff);
    webp[24] |= 0x0f;
    let root = library(&[
        ("vast.png", claiming(60_000, 60_000, &[8, 2])),
        ("vast.jpg", jpeg),
        ("vast.webp", webp),
        ("deep.png", claiming(10_000, 10_000, &[16, 6])),
    ]);
    let told = built(root.path());
    for (name, says) in [
        ("vast.png", "the picture has 60000 × 60000 pixels, too many"),
        ("vast.jpg", "the picture has 65535 × 65535 pixels, too many"),
        (
            "vast.webp",
            "the picture has 16384 × 16384 pixels, too many",
        ),
        ("deep.png", "this picture is too large"),
    ] {
        let of = told
            .split("warning[")
            .find(|of| of.contains(&format!("{name}\n")));
        let of = of.unwrap_or_else(|| panic!("{name}: {told}"));
        assert!(
            of.starts_with("picture-too-large]: ") && of.contains(says),
            "{name}: {told}"
        );
    }
    assert!(told.contains("(4 warnings)"), "{told}");
}

#[test]
fn a_colour_profile_that_would_fill_the_memory_is_left_out() {
    let mut vast = vec![0; 80_000_000];
    vast[16..20].copy_from_slice(b"RGB ");
    let mut bytes = vec![];
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(vast).expect("PNG has profiles");
    encoder
        .write_image(&drawn(60, 40), 60, 40, ExtendedColorType::Rgb8)
        .expect("a picture");
    assert!(bytes.len() < 400_000, "{} bytes", bytes.len());
    assert!(made(&bytes, 30).len() < 20_000);
}

/// A JPEG whose every dot is the same grey: each code that it packs is a single zero.
fn grey(width: u16, height: u16) -> Vec<u8> {
    let segment = |kind: u8, content: &[u8]| {
        [
            &[0xff, kind][..],
            &(content.len() as u16 + 2).to_be_bytes(),
            content,
        ]
        .concat()
    };
    let codes = |table: u8| segment(0xc4, &[&[table, 1][..], &[0; 16]].concat());
    let [high, wide] = [height.to_be_bytes(), width.to_be_bytes()];
    let measures = [
        &[8][..],
        &high,
        &wide,
        &[3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0],
    ]
    .concat();
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8));
    [
        vec![0xff, 0xd8],
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc0, &measures),
        codes(0),
        codes(0x10),
        segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
        // Two codes for each of three colours.
        vec![0; (blocks * 6).div_ceil(8)],
        vec![0xff, 0xd9],
    ]
    .concat()
}

#[test]
fn a_picture_of_a_hundred_million_pixels_is_opened_and_one_of_more_is_not() {
    let opened = |side| {
        let bytes = grey(side, side);
        let picture = looked_at(&bytes).expect("a picture");
        (
            picture.versions(bytes.len() as u64).len(),
            opens(&bytes, Form::Jpeg),
        )
    };
    assert_eq!(opened(10_000), (4, Ok(())));
    // Three bytes a pixel are beyond the memory that one picture gets.
    assert_eq!(opened(14_000), (0, Err(Trouble::TooLarge)));
}

/// A part of a HEIC file: its length, its name and its content.
fn part(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat()
}

/// What an iPhone saves, as far as its measures.
fn heic() -> Vec<u8> {
    let measures = [
        &[0; 4][..],
        &4032_u32.to_be_bytes(),
        &3024_u32.to_be_bytes(),
    ]
    .concat();
    let properties = part(b"iprp", &part(b"ipco", &part(b"ispe", &measures)));
    [
        part(b"ftyp", b"heic\0\0\0\0mif1heic"),
        part(b"meta", &[&[0; 4][..], &properties].concat()),
        vec![7; 900],
    ]
    .concat()
}

/// What a scanner saves, as far as its measures.
fn tiff() -> Vec<u8> {
    let entry = |tag: u16, value: u32| {
        [
            &tag.to_le_bytes()[..],
            &4_u16.to_le_bytes(),
            &1_u32.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    [
        b"II*\0\x08\0\0\0\x02\0".to_vec(),
        entry(0x100, 2480),
        entry(0x101, 3508),
        vec![7; 900],
    ]
    .concat()
}

/// What Paint saved once, as far as its measures.
fn bmp() -> Vec<u8> {
    let header = [
        &40_u32.to_le_bytes()[..],
        &16_u32.to_le_bytes(),
        &16_u32.to_le_bytes(),
    ]
    .concat();
    [
        b"BM\x36\x03\0\0\0\0\0\0\x36\0\0\0",
        &header[..],
        b"\x01\0\x18\0",
        &[7; 800],
    ]
    .concat()
}

#[test]
fn a_picture_that_is_not_for_pages_is_told_of_with_how_to_save_it_whatever_it_is_called() {
    let root = library(&[
        ("photo.heic", heic()),
        ("called.jpg", heic()),
        ("scan.tif", tiff()),
        ("scan.jpg", tiff()),
        ("old.bmp", bmp()),
        (
            "drawing.jpg",
            png(&drawn(60, 40), 60, 40, ExtendedColorType::Rgb8),
        ),
    ]);
    write(root.path(), "static/plan.tiff", tiff());
    write(root.path(), "static/photo.heif", heic());
    let downloads = "---\ntitle: About\n---\n\n[The plan](plan.tiff) and [the photo](photo.heif) to download.\n";
    write(root.path(), "content/about.md", downloads);
    let told = built(root.path());
    for (path, says, help) in [
        (
            "photo.heic",
            "the iPhone format HEIC, which most browsers do not show",
            "help: save it as JPEG: on Windows",
        ),
        (
            "called.jpg",
            "the iPhone format HEIC, which most browsers do not show",
            "help: save it as JPEG: on Windows",
        ),
        (
            "static/photo.heif",
            "the iPhone format HEIC",
            "help: save it as JPEG: on Windows",
        ),
        (
            "scan.tif",
            "the format of scanners (TIFF), which most browsers do not show",
            "save it as PNG or JPEG",
        ),
        (
            "scan.jpg",
            "the format of scanners (TIFF), which most browsers do not show",
            "save it as PNG or JPEG",
        ),
        (
            "old.bmp",
            "a BMP, which takes many times the bytes",
            "save it as PNG (a photo as JPEG)",
        ),
    ] {
        let of = told
            .split("warning[")
            .find(|of| of.contains(&format!("{path}\n")))
            .unwrap_or_else(|| panic!("{path}: {told}"));
        let of = of.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(of.contains(says) && of.contains(help), "{path}: {told}");
    }
    assert!(
        told.contains("(6 warnings)"),
        "neither the PNG called .jpg nor the TIFF to download: {told}"
    );
}

#[test]
fn a_strict_library_is_not_published_with_a_broken_picture() {
    let root = library(&broken()[..2]);
    write(
        root.path(),
        "casebook.yaml",
        format!("{SETTINGS}strict: true\n"),
    );
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("error[picture-unreadable]") && !root.path().join("dist").exists()
    );
}

#[test]
fn a_cache_that_cannot_be_written_is_told_of_and_stops_nothing() {
    let root = library(&[("street.jpg", plain(600, 300))]);
    write(
        root.path(),
        ".casebook-cache",
        "a file where the folder should be",
    );
    let told = built(root.path());
    assert!(
        told.contains("warning[pictures-unkept]: cannot save smaller pictures in .casebook-cache"),
        "{told}"
    );
    assert!(image::load_from_memory(&published(root.path())["street.jpg.480.jpg"]).is_ok());
}

#[test]
fn a_check_says_which_pictures_tell_where_they_were_taken() {
    let root = library(&[("street.jpg", photo(600, 300, Some(in_cardiff()), None))]);
    let checked = said(&casebook(root.path(), &["check"]));
    assert!(
        checked.contains("warning[picture-position]: ") && checked.contains("street.jpg"),
        "{checked}"
    );
    assert!(!built(root.path()).contains("picture-position"));
}

#[test]
fn heavy_pictures_are_lighter_in_their_own_width() {
    assert_eq!(widths(&plain(400, 300)), [400]);
}
