//! An image file into what a page must know about it, and into smaller versions for smaller
//! screens.
//!
//! Pages and the plan are made without decoding an image: its first bytes decide which versions
//! there are ([`Picture::versions`]), and [`smaller`] then makes exactly those.

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

/// What the beginning of an image file says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// In pixels, as it is shown: a photo taken upright is higher than wide, however the camera
    /// stored it.
    pub width: u32,
    /// In pixels, as it is shown.
    pub height: u32,
    /// The format of its smaller versions. `None` for images without any: drawings, animations, and
    /// formats that are not decoded here.
    pub form: Option<Form>,
    /// How to turn its pixels to show it, as EXIF numbers it from 1 (not at all) to 8.
    pub turn: u8,
    /// Whether the file says where the photo was taken.
    pub located: bool,
    /// Its format, if that is not fit for pages.
    pub foreign: Option<Foreign>,
}

/// A format that is fit to download, but not for pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// What scanners save. Few browsers show it.
    Tiff,
    /// Browsers show it, but it is a dozen times as large as it need be.
    Bmp,
}

/// The format of a smaller version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// For photos.
    Jpeg,
    /// For drawings, and for what is partly transparent.
    Png,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 2] = [Form::Jpeg, Form::Png];
}

/// The size of a smaller version, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// Of the picture as it is shown.
    pub width: u32,
    /// Of the picture as it is shown.
    pub height: u32,
}

/// Why a file with the name of an image is not one that a page can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// The file has no bytes.
    Empty,
    /// What iPhones save. Few browsers show it.
    Heic,
    /// Not a format that browsers show, or the file ends before its size.
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
/// The text of the default theme is 595 to 665 CSS pixels wide, on a phone 286 to 380, and a screen
/// has one to three pixels for each. So the widths are for: a phone with one; a phone with two or
/// the column with one; a phone with three; the column with two.
const WIDTHS: [u32; 4] = [480, 720, 1120, 1400];

/// The width of the version for browsers that can't choose, and for other sites that show a link
/// with an image.
const USUAL_WIDTH: u32 = 1120;

/// A file of fewer bytes is small enough for every screen.
const MIN_BYTES: u64 = 64 * 1024;

/// Pixels of the largest image that is decoded. The largest sensors of cameras and phones have 100
/// to 200 million, but save a quarter of that or less. An image of this size takes 400 MB of
/// memory, and 900 MB as a progressive JPEG.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Bytes of memory for what an image file has besides its pixels, such as a colour profile. In a
/// PNG it is compressed, and can grow a thousandfold. Profiles of printers have up to 2 MB, and
/// what Photoshop writes has had tens.
const MAX_METADATA: u64 = 64 * 1024 * 1024;

/// Bytes from the beginning of a JPEG that hold its EXIF data, which comes early and has up to 64
/// KB.
const BEGINNING: u64 = 160 * 1024;

impl Form {
    /// The ending of its file names, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Jpeg => "jpg",
            Form::Png => "png",
        }
    }

    /// The likely number of bytes of a version, estimated on the high side. The image itself has
    /// `pixels` and `bytes`.
    ///
    /// Photos take 0.15 to 0.3 bytes a pixel as JPEG, and at most twice as many a pixel as the
    /// image did, since fewer pixels hold more detail each. PNG takes 0.1 to 2.5, and grows most
    /// where the image took least, because sharp edges become soft.
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
    /// The smaller versions of an image whose file has `bytes`, the narrowest first.
    ///
    /// No version is wider than the image, and each is expected to have at least a fifth fewer
    /// bytes than the file. A file that is heavy for its size gets a version of the same size.
    pub fn versions(&self, bytes: u64) -> Vec<Size> {
        let Some(form) = self
            .form
            .filter(|_| bytes >= MIN_BYTES && !self.is_too_large())
        else {
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

    /// The version for browsers that can't choose; `None` if there are no versions.
    pub fn usual(versions: &[Size]) -> Option<Size> {
        versions
            .iter()
            .rev()
            .find(|size| size.width <= USUAL_WIDTH)
            .or(versions.first())
            .copied()
    }

    /// Whether browsers may choose the image itself, as the widest. They needn't if there is a
    /// version of the greatest width.
    pub fn is_its_widest(&self, versions: &[Size]) -> bool {
        versions
            .last()
            .is_none_or(|widest| widest.width < self.width.min(WIDTHS[WIDTHS.len() - 1]))
    }

    /// Whether the image has too many pixels to be decoded.
    pub fn is_too_large(&self) -> bool {
        self.form.is_some()
            && Size {
                width: self.width,
                height: self.height,
            }
            .pixels()
                > MAX_PIXELS
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

    /// The image with what its EXIF data says.
    fn with(self, said: Option<Vec<u8>>) -> Picture {
        let Some(said) = said else { return self };
        let read = exif::Reader::new().continue_on_error(true).read_raw(said);
        // Cameras make mistakes, mostly in fields that are not needed here.
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
        // From 5 on, the image is turned by a quarter.
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
    /// The number of pixels.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// The memory that a decoder may use besides the pixels, which are limited before decoding.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_METADATA);
    limits
}

/// Reads the beginning of an image file that has `bytes` in all. Its content decides its format: a
/// PNG with the name `.jpg` is a PNG.
///
/// # Errors
///
/// Fails if browsers don't show it, and says why.
pub fn seen(mut file: impl BufRead + Seek, bytes: u64) -> Result<Picture, Unseen> {
    if bytes == 0 {
        return Err(Unseen::Empty);
    }
    let kind = imagesize::reader_type(&mut file).map_err(|_| Unseen::Unknown)?;
    let plain = plain(kind, &mut file)?;
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
        ImageType::Jpeg => jpeg(plain, file),
        ImageType::Png => png(plain, file, bytes),
        ImageType::Webp => webp(plain, file),
        _ => Err(Unseen::Unknown),
    }
}

/// An image of which nothing is known but its size.
fn plain(kind: ImageType, file: &mut (impl BufRead + Seek)) -> Result<Picture, Unseen> {
    // Browsers don't show HEIC, so that is reported even if the file has no size.
    let unseen = if kind == ImageType::Heif(Compression::Hevc) {
        Unseen::Heic
    } else {
        Unseen::Unknown
    };
    let size = kind.reader_size(file).map_err(|_| unseen)?;
    let measure = |measure: usize| match u32::try_from(measure) {
        Ok(0) | Err(_) => Err(Unseen::Unknown),
        Ok(measure) => Ok(measure),
    };
    Ok(Picture {
        width: measure(size.width)?,
        height: measure(size.height)?,
        form: None,
        turn: 1,
        located: false,
        foreign: None,
    })
}

fn jpeg(plain: Picture, file: impl Read) -> Result<Picture, Unseen> {
    let mut beginning = vec![];
    file.take(BEGINNING)
        .read_to_end(&mut beginning)
        .map_err(|_| Unseen::Unknown)?;
    let said = exif::get_exif_attr_from_jpeg(&mut Cursor::new(beginning)).ok();
    let form = Some(Form::Jpeg);
    Ok(Picture { form, ..plain }.with(said))
}

fn png(plain: Picture, file: impl BufRead + Seek, bytes: u64) -> Result<Picture, Unseen> {
    let mut decoder = PngDecoder::with_limits(file, limits()).map_err(|_| Unseen::Unknown)?;
    let is_still = !decoder.is_apng().unwrap_or(true);
    // Only a photo takes that many bytes a pixel, and as JPEG it takes a fifth of them.
    let pixels = u64::from(plain.width) * u64::from(plain.height);
    let form = if !decoder.color_type().has_alpha() && bytes > pixels {
        Form::Jpeg
    } else {
        Form::Png
    };
    let form = is_still.then_some(form);
    Ok(Picture { form, ..plain }.with(decoder.exif_metadata().ok().flatten()))
}

fn webp(plain: Picture, file: impl BufRead + Seek) -> Result<Picture, Unseen> {
    let mut decoder = WebPDecoder::new(file).map_err(|_| Unseen::Unknown)?;
    let form = if decoder.color_type().has_alpha() {
        Form::Png
    } else {
        Form::Jpeg
    };
    let form = (!decoder.has_animation()).then_some(form);
    Ok(Picture { form, ..plain }.with(decoder.exif_metadata().ok().flatten()))
}
