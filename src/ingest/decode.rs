//! Bytes → text: byte order mark, then UTF-8, then detection.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded text, and the encoding's name where it was not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark and otherwise untouched.
    pub text: Cow<'a, str>,
    /// The WHATWG name of the encoding, where that was not UTF-8.
    pub encoding: Option<&'static str>,
}

/// Decodes a whole file: by its byte order mark, else as UTF-8, else by what its bytes look like.
///
/// Nothing is trimmed or normalised. What fits no encoding becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes.get(mark..).unwrap_or_default());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded {
            text: Cow::Borrowed(text),
            encoding: None,
        },
        Err(_) if is_damaged_utf8(bytes) => Decoded {
            text: String::from_utf8_lossy(bytes),
            encoding: Some(DAMAGED),
        },
        Err(_) => decode_as(detect(bytes), bytes),
    }
}

/// The encoding of text that is UTF-8 but for a few bytes.
pub const DAMAGED: &str = "damaged UTF-8";

/// The encoding of text in UTF-16 that holds halves of characters.
pub const DAMAGED_WIDE: &str = "damaged UTF-16";

/// The encoding of text in UTF-16 that is read as UTF-8: what fitted nowhere is U+FFFD there.
pub fn wide(narrowed: &[u8]) -> &'static str {
    const REPLACED: &[u8] = "\u{fffd}".as_bytes();
    match memchr::memmem::find(narrowed, REPLACED) {
        Some(_) => DAMAGED_WIDE,
        None => "UTF-16",
    }
}

/// Whether nearly all that is not ASCII is valid UTF-8, as it hardly is by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid > 4 * broken
}

/// Decodes the beginning of a file, whose last character may be cut in two.
pub fn decode_beginning(bytes: &[u8]) -> Decoded<'_> {
    if Encoding::for_bom(bytes).is_none()
        && let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        return decode(bytes.get(..error.valid_up_to()).unwrap_or_default());
    }
    decode(bytes)
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, is_damaged) = encoding.decode_without_bom_handling(bytes);
    let named = if encoding == UTF_8 {
        is_damaged.then_some(DAMAGED)
    } else if is_damaged && (encoding == UTF_16LE || encoding == UTF_16BE) {
        Some(DAMAGED_WIDE)
    } else {
        Some(encoding.name())
    };
    Decoded {
        text,
        encoding: named,
    }
}

/// The likeliest legacy encoding of bytes that are not UTF-8.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_byte_order_mark_names_the_encoding_and_is_no_text() {
        assert_eq!(decode("\u{feff}Erbil\r\n".as_bytes()).text, "Erbil\r\n");
        assert_eq!(decode("\u{feff}Erbil".as_bytes()).encoding, None);
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend("Zoë".encode_utf16().flat_map(u16::to_le_bytes));
        let decoded = decode(&utf16);
        assert_eq!(decoded.text, "Zoë");
        assert_eq!(decoded.encoding, Some("UTF-16LE"));
    }

    #[test]
    fn legacy_text_is_detected_and_named() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1252.encode("“Le président a déjà été élu à Genève”, dit-il.");
        let decoded = decode(&bytes);
        assert_eq!(
            decoded.text,
            "“Le président a déjà été élu à Genève”, dit-il."
        );
        assert_eq!(decoded.encoding, Some("windows-1252"));
    }

    #[test]
    fn a_few_bad_bytes_do_not_cost_the_good_ones() {
        let mut bytes = "Zoë, Çağla, Søren, Renée, Bożena".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, "Zoë, Çağla, Søren, Renée, Bożena\u{fffd}");
        assert_eq!(decoded.encoding, Some(DAMAGED));
    }

    #[test]
    fn a_character_cut_at_the_end_of_a_beginning_is_left_out() {
        let bytes = "Ben Zoë".as_bytes();
        let decoded = decode_beginning(&bytes[..bytes.len() - 1]);
        assert_eq!(decoded.text, "Ben Zo");
        assert_eq!(decoded.encoding, None);
    }

    proptest! {
        #[test]
        fn utf8_stays_as_it_is(text in "[^\u{feff}]\\PC{0,40}") {
            let decoded = decode(text.as_bytes());
            prop_assert_eq!(decoded.text, text.as_str());
        }

        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (decode(&bytes), decode_beginning(&bytes));
        }
    }
}
