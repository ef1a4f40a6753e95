//! Bytes of a page → text: byte order mark, then what is valid UTF-8, then what the page says of itself,
//! then detection.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::ingest::decode::{Decoded, decode};

/// How far into a page its own word about its encoding is looked for, in bytes.
const NEAR: usize = 4 << 10;

/// Decodes a page or a feed.
///
/// What is valid UTF-8 is that, whatever the page says: crawlers decode pages and leave the word of the
/// old encoding in them.
pub(in crate::ingest) fn decode_page(bytes: &[u8]) -> Decoded<'_> {
    let near = bytes.get(..NEAR).unwrap_or(bytes);
    // Encodings that switch by escape sequences look like ASCII.
    let seven_bit = memchr::memchr(0x1b, near).is_some();
    if Encoding::for_bom(bytes).is_some() || (!seven_bit && std::str::from_utf8(bytes).is_ok()) {
        return decode(bytes);
    }
    match stated(near) {
        Some(encoding) if encoding != UTF_8 => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            Decoded {
                text,
                encoding: Some(encoding.name()),
            }
        }
        _ => decode(bytes),
    }
}

/// The encoding that is stated behind the first `charset=` or `encoding=`.
pub(in crate::ingest) fn stated(near: &[u8]) -> Option<&'static Encoding> {
    let lower = near.to_ascii_lowercase();
    let after = [&b"charset"[..], b"encoding"]
        .into_iter()
        .filter_map(|word| {
            let at = memchr::memmem::find(&lower, word)?;
            Some((at, lower.get(at + word.len()..)?))
        });
    let (_, rest) = after.min_by_key(|(at, _)| *at)?;
    let rest = rest
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or_else(|| rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_' | b':' | b'.'))
        .unwrap_or(rest.len());
    let encoding = Encoding::for_label(rest.get(..end)?)?;
    // It could be read byte by byte: it is none of these.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    Some(if wide { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_encoding_and_is_not_believed_against_its_bytes() {
        for head in [
            &b"<meta charset=windows-1251>"[..],
            b"<META http-equiv=\"Content-Type\" content='text/html; Charset = \"windows-1251\"'>",
            b"<?xml version=\"1.0\" encoding='Windows-1251'?>",
        ] {
            let page = [head, b"\xcc\xee\xf1\xea\xe2\xe0"].concat();
            let decoded = decode_page(&page);
            assert!(decoded.text.ends_with("Москва"), "{}", decoded.text);
            assert_eq!(decoded.encoding, Some("windows-1251"));
            let page = [head, "Москва".as_bytes()].concat();
            assert!(decode_page(&page).text.ends_with("Москва"));
            assert_eq!(decode_page(&page).encoding, None);
        }
        let japanese = b"<meta charset=iso-2022-jp>\x1b$BEl5~\x1b(B";
        assert!(decode_page(japanese).text.ends_with("東京"));
        let marked = b"\xef\xbb\xbf<meta charset=windows-1251>ok";
        assert_eq!(decode_page(marked).encoding, None);
    }

    #[test]
    fn an_unknown_or_impossible_word_is_passed_over() {
        for head in [
            &b"<meta charset=klingon>"[..],
            b"<meta charset=utf-16>",
            b"charset",
            b"charset=",
        ] {
            let page = [head, b"d\xe9j\xe0 vu \xe0 Gen\xe8ve"].concat();
            assert!(decode_page(&page).text.ends_with("déjà vu à Genève"));
        }
    }
}
