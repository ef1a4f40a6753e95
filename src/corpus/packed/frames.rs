//! Zstandard, read on where a file is cut off.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The frames of a zstd file, one after the other; those that are to be skipped are.
pub(super) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    open: bool,
    /// The block that is decoded next, with its header.
    block: Vec<u8>,
    /// Whether the file ended inside a block.
    cut: bool,
}

impl<R: BufRead> Frames<R> {
    /// An empty last block, and a checksum should one be wanted.
    const END: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

    pub fn new(source: R) -> Self {
        Self {
            source,
            decoder: FrameDecoder::new(),
            open: false,
            block: Vec::new(),
            cut: false,
        }
    }

    /// Decodes the next block.
    ///
    /// The decoder gives the last window of a frame only when that ends. So a block is read whole before
    /// it is decoded, and where that cannot be, the frame is ended here.
    fn decode_block(&mut self) -> io::Result<()> {
        self.block.clear();
        (&mut self.source).take(3).read_to_end(&mut self.block)?;
        let whole = match self.block.as_slice() {
            [first, second, third] => {
                let header = u32::from_le_bytes([*first, *second, *third, 0]);
                // A block of one byte, many times.
                let repeated = (header >> 1) & 3 == 1;
                let body = if repeated { 1 } else { u64::from(header >> 3) };
                (&mut self.source).take(body).read_to_end(&mut self.block)? as u64 == body
            }
            _ => false,
        };
        let once = BlockDecodingStrategy::UptoBlocks(1);
        let decoded = if whole {
            let block = self.block.as_slice().chain(&mut self.source);
            self.decoder.decode_blocks(block, once)
        } else {
            self.cut = true;
            self.decoder.decode_blocks(Self::END.as_slice(), once)
        };
        decoded.map(|_| ()).map_err(io::Error::other)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.decoder.init(&mut self.source) {
                    Ok(()) => self.open = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(
                        ReadFrameHeaderError::SkipFrame { length, .. },
                    )) => {
                        let mut skipped = (&mut self.source).take(u64::from(length));
                        io::copy(&mut skipped, &mut io::sink())?;
                        continue;
                    }
                    Err(error) => return Err(io::Error::other(error)),
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decode_block()?;
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            if self.cut {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let stated = self.decoder.get_checksum_from_data();
            if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
                return Err(io::Error::other("its checksum is wrong"));
            }
            self.open = false;
        }
    }
}
