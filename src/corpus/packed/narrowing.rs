//! UTF-16 made UTF-8.

use std::io::{self, BufRead, Read};

/// UTF-16 as UTF-8, without its byte order mark; what is none becomes U+FFFD.
pub(super) struct Narrowing<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    text: Vec<u8>,
    /// How much of that was handed on.
    given: usize,
    ended: bool,
}

impl<R: BufRead> Narrowing<R> {
    pub fn new(source: R) -> Self {
        Self {
            source,
            // The mark says in which order the bytes are.
            decoder: encoding_rs::UTF_16LE.new_decoder(),
            text: Vec::new(),
            given: 0,
            ended: false,
        }
    }
}

impl<R: BufRead> Read for Narrowing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let bytes = self.source.fill_buf()?;
            self.ended = bytes.is_empty();
            let most = self.decoder.max_utf8_buffer_length(bytes.len());
            self.text.resize(most.unwrap_or(bytes.len()), 0);
            let (_, read, written, _) =
                self.decoder
                    .decode_to_utf8(bytes, &mut self.text, self.ended);
            self.source.consume(read);
            self.text.truncate(written);
            self.given = 0;
        }
        let mut rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.given += count;
        Ok(count)
    }
}
