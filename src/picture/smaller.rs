//! An image's bytes into smaller versions: decoded once, then made smaller, turned upright and
//! encoded.
//!
//! Of what the camera wrote, only the colour profile is kept. The same bytes give the same versions
//! on any number of threads.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fast_image_resize::pixels::{U8, U8x3, U8x4};
use fast_image_resize::{
    FilterType, IntoImageView, IntoImageViewMut, PixelTrait, ResizeAlg, ResizeOptions, Resizer,
};
use image::codecs::png::{self, CompressionType, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder};

use super::{Form, Picture, Size, limits};
use crate::report::{Finding, rules};
use crate::source::Place;

/// The number of this recipe. Change it whenever the same image gives other versions than before,
/// so that kept versions of the old recipe are not used.
pub const RECIPE: u32 = 1;

/// Of a JPEG, from 1 to 100. Above this, files grow faster than what people can see.
const QUALITY: u8 = 80;

/// Bytes of memory for the pixels of one image. A larger one is not decoded.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// Why an image has no smaller versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The file ends before its pixels do.
    Cut,
    /// It takes more memory than allowed.
    TooLarge,
    /// The decoder's message.
    Broken(String),
}

impl Trouble {
    /// Returns what is wrong with the picture, and what to do about it.
    pub fn finding(&self, path: &str) -> Finding {
        let (rule, message, help) = match self {
            Trouble::Cut => (
                rules::PICTURE_UNREADABLE,
                "part of this picture is missing: the file ends too early".to_owned(),
                "copy the picture here again from where it came from",
            ),
            Trouble::TooLarge => (
                rules::PICTURE_TOO_LARGE,
                "this picture is too large to make smaller versions of it".to_owned(),
                "every visitor has to load all of it: save it with fewer pixels, for example \
                 4000 × 3000, and 8 bits for each colour",
            ),
            Trouble::Broken(why) => (
                rules::PICTURE_UNREADABLE,
                format!("this picture cannot be opened: {why}"),
                "open it on your computer and save it again as JPEG or PNG; if it does not open, \
                 get it again from where it came from",
            ),
        };
        Finding::warning(rule, message)
            .at(Place::file(path), "")
            .help(help)
    }
}

/// A decoded image, not turned yet.
struct Decoded {
    pixels: DynamicImage,
    profile: Option<Vec<u8>>,
}

/// Decodes an image, to see whether it can be.
///
/// # Errors
///
/// Fails if the image can't be decoded.
pub fn opens(bytes: &[u8], form: Form) -> Result<(), Trouble> {
    caught(|| opened(bytes, form).map(drop))
}

/// The versions of an image, in the order of `sizes`.
///
/// # Errors
///
/// Fails if the image can't be decoded.
pub fn versions(
    bytes: &[u8],
    picture: &Picture,
    form: Form,
    sizes: &[Size],
) -> Result<Vec<Vec<u8>>, Trouble> {
    caught(|| {
        let opened = opened(bytes, form)?;
        sizes
            .iter()
            .map(|size| version(&opened, picture.turn, form, *size))
            .collect()
    })
}

/// Turns a panic into an error: a broken image that a decoder panics on must not end the build.
fn caught<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    // A panic leaves nothing half done that is used again.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Trouble::Broken(
            "what reads it stopped in the middle".to_owned(),
        ))
    })
}

fn opened(bytes: &[u8], form: Form) -> Result<Decoded, Trouble> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|error| Trouble::Broken(error.to_string()))?;
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(trouble)?;
    if decoder.total_bytes() > MAX_BYTES {
        return Err(Trouble::TooLarge);
    }
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(trouble)?;
    // The missing part would be grey.
    if bytes.starts_with(&[0xff, 0xd8]) && is_cut(bytes) {
        return Err(Trouble::Cut);
    }
    // Screens show 8 bits for each colour.
    let pixels = match (form, pixels.color().has_color(), pixels.color().has_alpha()) {
        (Form::Png, _, true) => pixels.into_rgba8().into(),
        (_, true, _) => pixels.into_rgb8().into(),
        (_, false, _) => pixels.into_luma8().into(),
    };
    let profile = profile.filter(|profile| is_of(profile, &pixels));
    Ok(Decoded { pixels, profile })
}

fn trouble(error: ImageError) -> Trouble {
    match error {
        ImageError::Limits(_) => Trouble::TooLarge,
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Trouble::Cut
        }
        error => Trouble::Broken(error.to_string()),
    }
}

/// Whether a JPEG ends before its end marker. Decoders accept that and leave the rest grey.
fn is_cut(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some(marker) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == 0xff))
        else {
            return true;
        };
        at += marker;
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let Some(kind) = bytes.get(at) else {
            return true;
        };
        at += 1;
        match kind {
            // The end marker.
            0xd9 => return false,
            // Markers without a length: an escaped 0xff among the pixels, and restarts.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            _ => match bytes.get(at..at + 2) {
                Some(length) => at += usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return true,
            },
        }
    }
}

/// Whether a colour profile fits the colours that the pixels have now. One for printing inks
/// doesn't.
fn is_of(profile: &[u8], pixels: &DynamicImage) -> bool {
    let space: &[u8] = if pixels.color().has_color() {
        b"RGB "
    } else {
        b"GRAY"
    };
    profile.get(16..20) == Some(space)
}

fn version(opened: &Decoded, turn: u8, form: Form, size: Size) -> Result<Vec<u8>, Trouble> {
    let Decoded { pixels, profile } = opened;
    let broken = |error: &dyn std::fmt::Display| Trouble::Broken(error.to_string());
    let (width, height) = if turn > 4 {
        (size.height, size.width)
    } else {
        (size.width, size.height)
    };
    let mut smaller = DynamicImage::new(width, height, pixels.color());
    match pixels {
        DynamicImage::ImageRgba8(_) => resize::<U8x4>(pixels, &mut smaller)?,
        DynamicImage::ImageRgb8(_) => resize::<U8x3>(pixels, &mut smaller)?,
        _ => resize::<U8>(pixels, &mut smaller)?,
    }
    smaller.apply_orientation(Orientation::from_exif(turn).unwrap_or(Orientation::NoTransforms));
    let mut bytes = vec![];
    match form {
        Form::Jpeg => {
            let colour = if smaller.color().has_color() {
                ColorType::Rgb
            } else {
                ColorType::Luma
            };
            let mut encoder = Encoder::new(&mut bytes, QUALITY);
            encoder.set_progressive(true);
            encoder.set_optimized_huffman_tables(true);
            encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
            if let Some(profile) = profile {
                encoder
                    .add_icc_profile(profile)
                    .map_err(|error| broken(&error))?;
            }
            let measure = |measure: u32| u16::try_from(measure).map_err(|error| broken(&error));
            let (width, height) = (measure(size.width)?, measure(size.height)?);
            encoder
                .encode(smaller.as_bytes(), width, height, colour)
                .map_err(|error| broken(&error))?;
        }
        Form::Png => {
            let mut encoder = PngEncoder::new_with_quality(
                &mut bytes,
                CompressionType::Default,
                png::FilterType::Adaptive,
            );
            if let Some(profile) = profile {
                encoder
                    .set_icc_profile(profile.clone())
                    .map_err(|error| broken(&error))?;
            }
            let colour = ExtendedColorType::from(smaller.color());
            encoder
                .write_image(smaller.as_bytes(), size.width, size.height, colour)
                .map_err(|error| broken(&error))?;
        }
    }
    Ok(bytes)
}

/// Fills `smaller` with the pixels of an image, averaged. Both have pixels of type `P`.
///
/// `Resizer::resize` takes any type, but compiling its code for all thirteen would take a sixth more
/// time.
fn resize<P: PixelTrait>(pixels: &DynamicImage, smaller: &mut DynamicImage) -> Result<(), Trouble> {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    let views = pixels.image_view::<P>().zip(smaller.image_view_mut::<P>());
    let (pixels, mut smaller) =
        views.ok_or_else(|| Trouble::Broken("its colours are of an unknown kind".to_owned()))?;
    Resizer::new()
        .resize_typed(&pixels, &mut smaller, &options)
        .map_err(|error| Trouble::Broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_has_met_a_broken_picture() {
        let short = [0; 2];
        assert!(matches!(
            caught(|| Ok(short[short.len()])),
            Err(Trouble::Broken(_))
        ));
        assert_eq!(caught(|| Ok(short[1])), Ok(0));
    }
}
