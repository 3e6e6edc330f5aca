//! What a file is, told from its bytes: its name and the type it was sent with can say anything.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::environment::UnknownWord;

/// What a document may be (Conduit Financial sheet, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FileType {
    /// A PDF document.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A PNG picture.
    #[serde(rename = "image/png")]
    Png,
    /// A JPEG picture.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl FileType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// The media type, which is also the word used in JSON and in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// What a file of this type is called behind its last dot; the first of them is the one to write.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
        }
    }

    /// What these bytes are, or nothing that is taken. A few leading bytes are not enough: the frame around the content
    /// must hold too, so that a renamed or cut-off file is noticed here and not by who reviews it.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        [(Self::Pdf, is_pdf as fn(&[u8]) -> bool), (Self::Png, is_png), (Self::Jpeg, is_jpeg)]
            .into_iter()
            .find_map(|(kind, is)| is(bytes).then_some(kind))
    }
}

impl FromStr for FileType {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.as_str() == word).ok_or(UnknownWord)
    }
}

const PDF_END: &[u8] = b"%%EOF";
/// Readers look for the end mark in the last 1024 bytes.
const PDF_END_WITHIN: usize = 1024;

fn is_pdf(bytes: &[u8]) -> bool {
    let versioned = [&b"%PDF-1."[..], b"%PDF-2."].iter().any(|start| bytes.starts_with(start));
    let tail = &bytes[bytes.len().saturating_sub(PDF_END_WITHIN)..];
    versioned && tail.windows(PDF_END.len()).any(|window| window == PDF_END)
}

const PNG_START: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG is its start and chunks of length, name, content and CRC-32: the header first, the end last.
fn is_png(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(PNG_START) else { return false };
    let mut first = true;
    while let Some((name, content, after)) = png_chunk(rest) {
        if first && (name != b"IHDR" || content != 13) {
            return false;
        }
        if name == b"IEND" {
            return content == 0;
        }
        (first, rest) = (false, after);
    }
    false
}

/// The first chunk's name and length, and what follows it.
fn png_chunk(bytes: &[u8]) -> Option<(&[u8], usize, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let summed = rest.get(..length.checked_add(4)?)?;
    let (sum, after) = rest[summed.len()..].split_first_chunk::<4>()?;
    (crc32fast::hash(summed) == u32::from_be_bytes(*sum)).then_some((&summed[..4], length, after))
}

const JPEG_START: &[u8] = b"\xff\xd8";

/// A JPEG is its start and segments of marker, length and content, a frame among them, until the picture's data begins.
fn is_jpeg(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(JPEG_START) else { return false };
    let mut framed = false;
    while let Some((&[0xff, marker], after)) = rest.split_first_chunk::<2>() {
        if marker == 0xff {
            // A fill byte before the marker.
            rest = &rest[1..];
            continue;
        }
        if marker == 0xda {
            return framed;
        }
        // All frames but the tables (c4), the reserved (c8) and the arithmetic conditioning (cc).
        framed |= matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        let Some((length, _)) = after.split_first_chunk::<2>() else { return false };
        let length = usize::from(u16::from_be_bytes(*length));
        match after.get(length..) {
            Some(next) if length >= 2 => rest = next,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
pub mod samples {
    //! The smallest files of each kind.

    /// A PDF without pages.
    pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    /// A PNG of one pixel.
    pub fn png() -> Vec<u8> {
        let mut bytes = super::PNG_START.to_vec();
        let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
        let data = [0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01];
        for (name, content) in [(b"IHDR", &header[..]), (b"IDAT", &data), (b"IEND", &[])] {
            let summed = [&name[..], content].concat();
            bytes.extend((content.len() as u32).to_be_bytes());
            bytes.extend(&summed);
            bytes.extend(crc32fast::hash(&summed).to_be_bytes());
        }
        bytes
    }

    /// A JPEG of one pixel, as far as its frame goes.
    pub fn jpeg() -> Vec<u8> {
        let frame = [0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0];
        let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0xd9];
        [super::JPEG_START, &[0xff, 0xe0, 0, 4, 0, 0], &frame, &scan].concat()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_round_trip() {
        for one in FileType::ALL {
            assert_eq!(one.as_str().parse(), Ok(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        }
    }

    #[test]
    fn each_kind_is_known_by_its_content() {
        assert_eq!(FileType::of(samples::PDF), Some(FileType::Pdf));
        assert_eq!(FileType::of(&samples::png()), Some(FileType::Png));
        assert_eq!(FileType::of(&samples::jpeg()), Some(FileType::Jpeg));
    }

    #[test]
    fn what_only_begins_like_a_document_is_none() {
        for bad in [&b""[..], b"%PDF-", b"%PDF-1.7 and no end", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"MZ"]
        {
            assert_eq!(FileType::of(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_cut_off_file_is_none() {
        for whole in [samples::PDF.to_vec(), samples::png(), samples::jpeg()] {
            let kept = whole.len() - 16;
            assert_eq!(FileType::of(&whole[..kept]), None, "its end is missing: {:?}", &whole[..4]);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged_without_panic(bytes: Vec<u8>, start in 0usize..4) {
            let starts = [&b""[..], b"%PDF-1.", PNG_START, JPEG_START];
            let _ = FileType::of(&[starts[start], &bytes].concat());
        }

        #[test]
        fn a_picture_with_one_changed_byte_never_changes_its_kind(at in 0usize..67, to: u8) {
            let mut bytes = samples::png();
            prop_assume!(at < bytes.len());
            bytes[at] = to;
            prop_assert!(matches!(FileType::of(&bytes), None | Some(FileType::Png)), "another kind begins otherwise");
        }
    }
}
