//! A quick look at one JSON record: names and strings, without building anything.

/// The name of the member of the record's own level that is open at the end of `before`.
pub(super) fn last_open_name(before: &str) -> Option<String> {
    let bytes = before.as_bytes();
    let (mut at, mut depth) = (0usize, 0usize);
    let (mut name, mut last): (Option<&str>, Option<&str>) = (None, None);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 1 && name.is_none() => name = last,
            b',' if depth == 1 => name = None,
            b'"' => {
                let Some(end) = string_end(bytes, at + 1) else {
                    break;
                };
                last = before.get(at + 1..end);
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    name.map(str::to_owned)
}

/// The byte of the quote mark that ends the string whose inside begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
