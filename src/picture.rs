//! A picture's file into what a page must know of it, and into the smaller versions that smaller
//! screens get.
//!
//! Pages and the plan of files are made without opening a picture: its first bytes decide which
//! versions there are ([`Picture::versions`]), and [`smaller`] then makes exactly those.

pub mod smaller;
mod unfit;

pub use unfit::unfit;

use std::io::{BufRead, Cursor, Read, Seek};

use exif::{In, Tag};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ImageDecoder, Limits};
use imagesize::{Compression, ImageType};

use crate::report::{Finding, rules};
use crate::source::Place;

/// What a picture's file says of it before its pixels are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// In pixels, as it is shown: a photo taken upright is higher than wide, however the camera
    /// stored it.
    pub width: u32,
    pub height: u32,
    /// What its smaller versions are; none for what has none: drawings, animations, formats that
    /// are not read here.
    pub form: Option<Form>,
    /// How its pixels are turned to be shown, as EXIF numbers it: 1 is not at all.
    pub turn: u8,
    /// Whether the file says where on earth it was taken.
    pub located: bool,
    /// What it is where pages are better off without it.
    pub foreign: Option<Foreign>,
}

/// A format that may be offered to download, and is not for pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// What scanners save, and few browsers show.
    Tiff,
    /// What browsers show, a dozen times as large as it need be.
    Bmp,
}

/// What a smaller version is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    Jpeg,
    Png,
}

/// The measures of a smaller version, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// Why a file that is called a picture is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    Empty,
    /// What iPhones save, and few browsers show.
    Heic,
    /// Nothing that browsers show, or it ends before its measures.
    Unknown,
}

impl Unseen {
    /// Returns what is wrong with the file, and what to do about it.
    pub fn finding(self, path: &str) -> Finding {
        let (message, help) = match self {
            Unseen::Empty => (
                "this picture is empty",
                "copy the picture here again: the file has no content",
            ),
            Unseen::Heic => (
                "this picture is in the iPhone format HEIC, which most browsers do not show",
                "save it as JPEG: on Windows open it in Photos or Paint and choose Save as; in \
                 Photos on a Mac choose File, Export; on the phone share it by email, or set \
                 Camera, Formats to “Most Compatible”",
            ),
            Unseen::Unknown => (
                "this is not a picture that browsers can show, or it is damaged",
                "open it on your computer and save it again as JPEG or PNG; if it does not open, \
                 get it again from where it came from",
            ),
        };
        Finding::warning(rules::PICTURE_UNREADABLE, message)
            .at(Place::file(path), "")
            .help(help)
    }
}

/// The widths that versions have, in pixels.
///
/// A text of the default theme is 595 to 665 pixels wide, on a phone 286 to 380; a screen has one
/// to three pixels for each. So: a phone with one; a phone with two or the column with one; a phone
/// with three; the column with two.
const WIDTHS: [u32; 4] = [480, 720, 1120, 1400];

/// The width of the version for whoever does not choose: old browsers, and other sites that show a
/// link with a picture.
const USUAL_WIDTH: u32 = 1120;

/// A file of fewer bytes is small enough for every screen.
const LIGHT: u64 = 64 * 1024;

/// Pixels beyond which a picture is not opened. The largest sensors of cameras and phones have 100
/// to 200 million, which they bring together to a quarter or less; a picture of more takes 400 MB
/// of memory, and 900 MB as a progressive JPEG.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Bytes of memory for what a picture's file has beside its pixels, a colour profile say. Packed in
/// a PNG they can be a thousand times as many as in the file; those of printers have 2 MB at most,
/// and what Photoshop writes has had tens.
const MOST_BESIDE: u64 = 64 * 1024 * 1024;

/// How much of a JPEG's beginning holds what cameras say of it: that comes first, in 64 KB at most.
const BEGINNING: u64 = 160 * 1024;

impl Form {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Jpeg => "jpg",
            Form::Png => "png",
        }
    }

    /// How many bytes a version is likely to have, or rather more, of a picture that has so many
    /// pixels and bytes.
    ///
    /// Photos take 0.15 to 0.3 bytes a pixel as JPEG, and not twice as many as before: each pixel
    /// has more to say once there are fewer. PNG takes 0.1 to 2.5, and the less the picture took
    /// itself, the more it grows: edges become soft.
    fn likely(self, version: Size, pixels: u64, bytes: u64) -> u64 {
        match self {
            Form::Jpeg => {
                (version.pixels() * 3 / 10).min(version.pixels() * 2 * bytes / pixels.max(1))
            }
            Form::Png => version.pixels(),
        }
    }
}

impl Picture {
    /// The smaller versions of a picture whose file has so many bytes, the narrowest first.
    ///
    /// None is wider than the picture, and none is made where it would hardly save anything: it
    /// must be expected to have a fifth fewer bytes than the file. A file that is heavy for its
    /// measures gets a version of the same measures.
    pub fn versions(&self, bytes: u64) -> Vec<Size> {
        let Some(form) = self.form.filter(|_| bytes >= LIGHT && !self.is_too_large()) else {
            return vec![];
        };
        let narrower = WIDTHS.into_iter().filter(|width| *width < self.width);
        let widest = self.width.min(WIDTHS[WIDTHS.len() - 1]);
        let mut widths: Vec<u32> = narrower.chain([widest]).collect();
        widths.dedup();
        let sizes = widths.into_iter().map(|width| Size {
            width,
            height: self.height_at(width),
        });
        let pixels = Size {
            width: self.width,
            height: self.height,
        }
        .pixels();
        sizes
            .filter(|size| form.likely(*size, pixels, bytes) < bytes / 5 * 4)
            .collect()
    }

    /// The version for whoever does not choose.
    pub fn usual(versions: &[Size]) -> Option<Size> {
        versions
            .iter()
            .rev()
            .find(|size| size.width <= USUAL_WIDTH)
            .or(versions.first())
            .copied()
    }

    /// Whether the picture itself is the widest of what a browser may choose from. Past the widest
    /// version there is no need of it.
    pub fn is_its_widest(&self, versions: &[Size]) -> bool {
        versions
            .last()
            .is_none_or(|widest| widest.width < self.width.min(WIDTHS[WIDTHS.len() - 1]))
    }

    /// Whether the picture has more pixels than are opened.
    pub fn is_too_large(&self) -> bool {
        self.form.is_some()
            && Size {
                width: self.width,
                height: self.height,
            }
            .pixels()
                > MOST_PIXELS
    }

    fn height_at(&self, width: u32) -> u32 {
        let (width, full, height) = (
            u64::from(width),
            u64::from(self.width.max(1)),
            u64::from(self.height),
        );
        u32::try_from((height * width + full / 2) / full)
            .unwrap_or(u32::MAX)
            .max(1)
    }

    /// The picture with what its EXIF data says.
    fn with(self, said: Option<Vec<u8>>) -> Picture {
        let Some(said) = said else { return self };
        let read = exif::Reader::new().continue_on_error(true).read_raw(said);
        // Cameras make mistakes in much that nobody needs here.
        let Ok(said) = read.or_else(|error| error.distill_partial_result(|_| ())) else {
            return self;
        };
        let turn = said
            .get_field(Tag::Orientation, In::PRIMARY)
            .and_then(|field| field.value.get_uint(0));
        let turn = turn
            .and_then(|turn| u8::try_from(turn).ok())
            .filter(|turn| (1..=8).contains(turn))
            .unwrap_or(1);
        let located = said.get_field(Tag::GPSLatitude, In::PRIMARY).is_some();
        let Picture { width, height, .. } = self;
        // From 5 on, turned by a quarter.
        let (width, height) = if turn > 4 {
            (height, width)
        } else {
            (width, height)
        };
        Picture {
            width,
            height,
            turn,
            located,
            ..self
        }
    }
}

impl Size {
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// What a decoder may take beside the pixels; those are counted before they are asked for.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BESIDE);
    limits
}

/// Looks at the beginning of a picture's file, which has so many bytes in all. What it is is told
/// by its content: a PNG that is called `.jpg` is a PNG.
///
/// # Errors
///
/// Says what it is where it is no picture that browsers show.
pub fn seen(mut file: impl BufRead + Seek, bytes: u64) -> Result<Picture, Unseen> {
    if bytes == 0 {
        return Err(Unseen::Empty);
    }
    let kind = imagesize::reader_type(&mut file).map_err(|_| Unseen::Unknown)?;
    // Browsers show none, so that is what is said of one without its measures too.
    let unseen = if kind == ImageType::Heif(Compression::Hevc) {
        Unseen::Heic
    } else {
        Unseen::Unknown
    };
    let size = kind.reader_size(&mut file).map_err(|_| unseen)?;
    let measure = |measure: usize| {
        u32::try_from(measure)
            .ok()
            .filter(|measure| *measure > 0)
            .ok_or(Unseen::Unknown)
    };
    let (width, height) = (measure(size.width)?, measure(size.height)?);
    let plain = Picture {
        width,
        height,
        form: None,
        turn: 1,
        located: false,
        foreign: None,
    };
    file.rewind().map_err(|_| Unseen::Unknown)?;
    match kind {
        ImageType::Gif | ImageType::Heif(Compression::Av1) => Ok(plain),
        ImageType::Heif(_) => Err(Unseen::Heic),
        ImageType::Tiff => Ok(Picture {
            foreign: Some(Foreign::Tiff),
            ..plain
        }),
        ImageType::Bmp => Ok(Picture {
            foreign: Some(Foreign::Bmp),
            ..plain
        }),
        ImageType::Jpeg => {
            let mut beginning = vec![];
            file.take(BEGINNING)
                .read_to_end(&mut beginning)
                .map_err(|_| Unseen::Unknown)?;
            let said = exif::get_exif_attr_from_jpeg(&mut Cursor::new(beginning)).ok();
            Ok(Picture {
                form: Some(Form::Jpeg),
                ..plain
            }
            .with(said))
        }
        ImageType::Png => {
            let mut decoder =
                PngDecoder::with_limits(file, limits()).map_err(|_| Unseen::Unknown)?;
            let still = !decoder.is_apng().unwrap_or(true);
            // Nothing but a photo takes that many bytes a pixel, and a photo is a fifth as large as
            // JPEG.
            let photo =
                !decoder.color_type().has_alpha() && bytes > u64::from(width) * u64::from(height);
            let form = still.then_some(if photo { Form::Jpeg } else { Form::Png });
            Ok(Picture { form, ..plain }.with(decoder.exif_metadata().ok().flatten()))
        }
        ImageType::Webp => {
            let mut decoder = WebPDecoder::new(file).map_err(|_| Unseen::Unknown)?;
            let form = if decoder.color_type().has_alpha() {
                Form::Png
            } else {
                Form::Jpeg
            };
            let form = (!decoder.has_animation()).then_some(form);
            Ok(Picture { form, ..plain }.with(decoder.exif_metadata().ok().flatten()))
        }
        _ => Err(Unseen::Unknown),
    }
}
